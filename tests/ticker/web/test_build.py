"""The build: what it is made of, and how it travels in a socket's address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from ticker.web.build import LENGTH, add_build, build, split_build


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A checkout of three files."""
    settings.BASE_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    for name in ("ticker/one.py", "templates/partials/row.html", "static/staticfiles.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("as it was")
    build.cache_clear()
    yield tmp_path
    build.cache_clear()


def built() -> str:
    build.cache_clear()
    return build()


def test_it_is_the_same_for_the_same(folder: Path) -> None:
    assert build() == built()
    assert len(build()) == LENGTH


@pytest.mark.parametrize(
    "name", ["ticker/one.py", "templates/partials/row.html", "static/staticfiles.json"]
)
def test_whatever_draws_a_page_changes_it(folder: Path, name: str) -> None:
    before = build()
    (folder / name).write_text("otherwise")
    assert built() != before


def test_what_is_kept_there_besides_does_not(folder: Path) -> None:
    before = build()
    (folder / "var").mkdir()
    (folder / "var" / "db.sqlite3").write_text("rows")
    assert built() == before


def test_it_travels_behind_what_is_asked_for() -> None:
    assert add_build("/ws/") == f"/ws/?build={build()}"
    assert add_build("/ws/?q=a%26b") == f"/ws/?q=a%26b&build={build()}"


@pytest.mark.parametrize(
    ("query", "named", "left"),
    [
        (b"", "", b""),
        (b"q=build", "", b"q=build"),
        (b"build=abc", "abc", b""),
        (b"q=a%26b&columns=last&columns=chg&build=abc", "abc", b"q=a%26b&columns=last&columns=chg"),
        (b"time_zone=&build=abc", "abc", b"time_zone="),
        (b"build=", "", b""),
    ],
)
def test_it_is_taken_out_of_the_address(query: bytes, named: str, left: bytes) -> None:
    assert split_build(query) == (named, left)
