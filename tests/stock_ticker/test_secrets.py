"""The secret key: given, or made once and kept where only its owner can read it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stock_ticker.secrets import secret_key


def test_the_one_that_is_given_is_taken_and_no_file_is_made(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"
    assert secret_key("given", file) == "given"
    assert not file.exists()


def test_is_made_once(tmp_path: Path) -> None:
    file = tmp_path / "var" / "secret_key"
    key = secret_key("", file)
    assert len(key) >= 50
    assert secret_key("", file) == key
    assert key != secret_key("", tmp_path / "another")
    assert list(file.parent.iterdir()) == [file]


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"
    old = os.umask(0)
    try:
        secret_key("", file)
    finally:
        os.umask(old)
    assert file.stat().st_mode & 0o777 == 0o600


def test_of_two_processes_that_make_it_the_first_one_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, link = tmp_path / "secret_key", os.link

    def link_too_late(source: Path, target: Path) -> None:
        file.write_text("the other's\n")
        link(source, target)

    monkeypatch.setattr(os, "link", link_too_late)
    assert secret_key("", file) == "the other's"
    assert list(tmp_path.iterdir()) == [file]
