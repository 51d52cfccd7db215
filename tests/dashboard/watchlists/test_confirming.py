"""Confirming an import: what was shown is what is done, whole and against the list there is."""

from __future__ import annotations

import pytest
from django.test import Client

from dashboard.watchlists import limits
from dashboard.watchlists.editing import edit_list
from dashboard.watchlists.models import Watchlist
from tests.dashboard.watchlists.importing import FILE, confirm, importing, upload
from tests.dashboard.watchlists.keeping import (
    BITCOIN,
    IBM,
    LINES,
    SPY,
    names,
    said,
)


def test_only_what_was_shown_is_imported(tech: Watchlist, annes: Client) -> None:
    page = upload(annes, tech, FILE)
    again = confirm(annes, tech, page, mode="replace")
    assert "you had not been shown it yet" in said(again)
    assert f"{SPY}, {IBM}" in said(again), "the new preview says what would be removed"
    assert tech.lines() == LINES
    assert "not been shown" in said(confirm(annes, tech, page, text="AAPL\r\nBTC-USD"))
    assert "not been shown" in said(confirm(annes, tech, page, kind="tradingview"))
    answer = annes.post(importing(tech), {"text": "BTC-USD", "confirmed": "1"})
    assert "not been shown" in said(answer.content)
    assert tech.lines() == LINES
    assert "Imported: 1 new, 1 changed, 2 removed" in said(confirm(annes, tech, again))


@pytest.mark.parametrize("line", ["XNAS:AAPL,{}\n", "\r\n", "\n"], ids=repr)
def test_what_is_shown_of_the_longest_file_can_be_imported(
    line: str, tech: Watchlist, annes: Client
) -> None:
    begin = "Symbol,Note\nKRAKEN:BTC-USD,\n"
    line = line.format("價" * 300)
    text = begin + line * ((limits.FILE - len(begin)) // len(line.encode()))
    text += " " * (limits.FILE - len(text.encode()))
    page = upload(annes, tech, text.encode())
    assert "Imported: 1 new" in said(confirm(annes, tech, page))


def test_a_text_that_is_too_long_is_explained(tech: Watchlist, annes: Client) -> None:
    answer = annes.post(importing(tech), {"text": "\r\n" * (limits.FILE + 1)})
    assert f"The file has {limits.FILE + 1:,} bytes" in said(answer.content)


@pytest.mark.parametrize(
    "text", ["###Makers,NASDAQ:AAPL,###Later", "DES,AAPL,STK,SMART\nHED,Later", "AAPL"]
)
def test_what_a_file_cannot_say_stays_when_it_replaces_a_list(
    text: str, tech: Watchlist, annes: Client
) -> None:
    page = upload(annes, tech, text.encode(), mode="replace")
    assert "these stay as they are" in said(page)
    confirm(annes, tech, page, mode="replace")
    assert LINES[2] in tech.lines()
    assert SPY not in names(tech)


def test_what_was_done_is_counted_against_the_list_there_was_then(
    tech: Watchlist, annes: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = upload(annes, tech, FILE)
    assert "1 new, 1 changed, 0 removed" in said(page)
    with edit_list(tech) as draft:
        draft.add(BITCOIN)
    monkeypatch.setattr(Watchlist, "lines", lambda self: LINES)  # read just before that
    assert "Imported: 2 changed." in said(confirm(annes, tech, page))
