"""Which bars are read for which part of a chart."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.dashboard.charts.examples import IBM, MINUTE, bar
from tests.dashboard.conftest import NOW
from ticker.feeds.history import BarHistory
from ticker.live.mirror import Mirror
from ticker.market.bar import Bar
from ticker.store import barstore

pytestmark = pytest.mark.django_db

OPENED = NOW - NOW % MINUTE
DAY = 24 * 60 * MINUTE
PAGE = f"/symbols/{IBM.symbol}/"


@pytest.fixture
def asked(mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """The dates of which minutes are read; there are some of two."""
    before = [OPENED - DAY + at * MINUTE for at in range(60)]
    today = [OPENED + at * MINUTE for at in range(5)]
    found = [bar(ts, "182", "183", "181", "182.5") for ts in (*before, *today)]
    barstore.save_bars(mirror.feed.origin, "1m", [(IBM.symbol, each) for each in found])
    asked: list[date] = []
    read = BarHistory.minute_bars

    def minutes(past: BarHistory, day: date) -> list[Bar]:
        asked.append(day)
        return read(past, day)

    monkeypatch.setattr(BarHistory, "minute_bars", minutes)
    return asked


@pytest.mark.parametrize(
    ("part", "sma50"), [("", '<path class="sma50"'), ("chart.svg", 'stroke-dasharray="5 3"')]
)
def test_what_is_drawn_has_averages_from_its_first_bar(
    client: Client, asked: list[date], part: str, sma50: str
) -> None:
    html = client.get(f"{PAGE}{part}?interval=1m").content.decode()
    assert asked == [date(2026, 11, 18), date(2026, 11, 17)]
    assert html.count(sma50) == 1, "of five bars there are no fifty closes"


@pytest.mark.parametrize("part", ["chart/bars/", "chart/readout/", "chart/table/"])
def test_what_is_told_needs_none_of_before(client: Client, asked: list[date], part: str) -> None:
    assert client.get(f"{PAGE}{part}?interval=1m").status_code == 200
    assert asked == [date(2026, 11, 18)]


def test_a_table_stays_as_it_is_and_says_of_when(client: Client, asked: list[date]) -> None:
    html = client.get(f"{PAGE}chart/table/?interval=1m").content.decode()
    assert "As of 2026-11-18 06:06:40 EST" in html


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_nor_does_a_file(client: Client, asked: list[date], kind: str) -> None:
    assert "182.50" in client.get(f"/symbols/{IBM.symbol}.{kind}?interval=1m").content.decode()
    assert asked == [date(2026, 11, 18)]
