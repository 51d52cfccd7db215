"""The codes with which sockets are closed, and those on which pages come back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ticker.live import close_codes

BASE = Path(__file__).parents[3] / "templates" / "base.html"


@pytest.fixture
def reconnect_codes() -> list[int]:
    """As htmx is told in the page."""
    found = re.search(r"name=\"htmx-config\" content='([^']+)'", BASE.read_text())
    assert found
    codes: list[int] = json.loads(found[1])["ws"]["reconnectCodes"]
    return codes


@pytest.mark.parametrize("name", ["NOT_FOUND", "BAD_REQUEST", "TOO_BIG", "TOO_MANY"])
def test_a_page_that_was_refused_does_not_come_back(reconnect_codes: list[int], name: str) -> None:
    assert getattr(close_codes, name) not in reconnect_codes


def test_a_page_comes_back_after_a_loss_and_a_restart(reconnect_codes: list[int]) -> None:
    assert {1001, 1006, 1011, 1012, close_codes.LOST} <= set(reconnect_codes)


def test_a_page_comes_back_when_it_was_one_too_many(reconnect_codes: list[int]) -> None:
    assert close_codes.TRY_LATER in reconnect_codes


def test_no_two_reasons_share_a_code() -> None:
    codes = [value for name, value in vars(close_codes).items() if name.isupper()]
    assert len(set(codes)) == len(codes)
