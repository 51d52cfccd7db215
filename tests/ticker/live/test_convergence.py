"""An old page plus what it was sent equals a fresh page, whatever became of the frames."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from unittest.mock import Mock
from xml.etree.ElementTree import Element

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support.clock import stop_clock
from tests.support.examples import AIG, BAC, IBM, SECOND, UNIVERSE, frame, level
from tests.support.markup import parse, text
from ticker.live.connection import Connection
from ticker.live.cycle import SendCycle
from ticker.live.heartbeat import render_heartbeat, status_context
from ticker.live.hub import Hub
from ticker.live.livetable import RANK_SPACING
from ticker.live.mirror import Mirror
from ticker.live.subscription import Subscription, TableSpec
from ticker.live.wire import Wire
from ticker.market.frames import Frame
from ticker.market.level1 import Level1
from ticker.rows.rows import Layout
from ticker.rows.sparkline import Sparkline


def dearest(mirror: Mirror) -> list[str]:
    """All that have a price, the dearest first: both the order and who is in it change."""
    priced = [each for each in mirror if each.last is not None]
    return [each.symbol for each in sorted(priced, key=lambda each: -(each.last or 0))]


COLUMNS = ("symbol", "last", "spark", "status")
VIEWS = [
    TableSpec(Layout("ranked", COLUMNS), "dearest", dearest, is_ranked=True),
    TableSpec(Layout("fixed", COLUMNS), "all", lambda mirror: [each.symbol for each in mirror]),
]


class OldPage:
    """What a browser has: the rows of each table, by id and in order."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, str]] = {}

    async def send(self, message: dict[str, object]) -> None:
        for element in parse(str(message["text"])):
            if element.tag == "tbody":
                self.tables[element.get("id", "")] = dict(map(_shown, element))
            elif element.tag == "tr":
                (rows,) = (each for each in self.tables.values() if element.get("id") in each)
                rows.update([_shown(element)])

    def shown(self) -> dict[str, list[tuple[str, str]]]:
        return {name: list(rows.items()) for name, rows in self.tables.items()}


def _shown(row: Element) -> tuple[str, str]:
    paths = [each.get("d") for each in row.iter("path")]
    return row.get("id", "no rows"), f"{text(row)} {row.get('data-ts')} {paths}"


@contextmanager
def opened(hub: Hub) -> Iterator[tuple[OldPage, Connection]]:
    page = OldPage()
    with hub.connect(Wire(page.send), Subscription(VIEWS, 10), Mock()) as connection:
        connection.credit = Mock(wraps=connection.credit, round_trip=0.0)
        connection.credit.allows_rows.return_value = True
        connection.credit.is_plain.return_value = True
        connection.credit.is_parked.return_value = False
        connection.credit.is_lost.return_value = False
        connection.flush(turn(hub, 0))
        yield page, connection


def turn(hub: Hub, number: int) -> SendCycle:
    now = asyncio.get_running_loop().time() + number
    return SendCycle(
        number, now, lambda manner: render_heartbeat(status_context(hub.mirror), manner)
    )


class Sender:
    """Frames as a publisher makes them; ``newest`` is what a keyframe has."""

    def __init__(self) -> None:
        self.epoch, self.n = 1, 0
        self.newest: dict[str, Level1] = {}

    def restart(self) -> None:
        self.epoch, self.n = self.epoch + 1, 0
        self.newest.clear()

    def next(self, prices: dict[str, int], ts: int, *, is_keyframe: bool = False) -> Frame:
        self.n += 1
        rows = {
            symbol: level(symbol, n=self.n, last=Decimal(price), flash=self.n)
            for symbol, price in prices.items()
        }
        self.newest |= rows
        rows = self.newest if is_keyframe else rows
        return frame(self.n, *rows.values(), epoch=self.epoch, ts=ts, is_keyframe=is_keyframe)


PRICES = st.dictionaries(st.sampled_from([IBM, AIG, BAC]), st.integers(1, 4), max_size=3)
FATES = st.sampled_from(["sent", "sent", "lost", "late", "restarted", "silent", "drawn"])


@example([({IBM: 1}, "sent"), ({}, "restarted")])
@settings(max_examples=60)
@given(st.lists(st.tuples(PRICES, FATES), max_size=25))
async def test_an_old_page_becomes_as_a_fresh_one(steps: list[tuple[dict[str, int], str]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        clock = stop_clock(patch)
        hub, sender = Hub(UNIVERSE), Sender()
        with opened(hub) as (page, connection):
            for number, (prices, fate) in enumerate([*steps, ({}, "healed")], start=1):
                if fate == "restarted":
                    sender.restart()
                if fate in ("silent", "healed"):
                    clock.advance(RANK_SPACING)
                    hub.mirror.mark_silence()
                if fate == "drawn":
                    hub.mirror.set_sparks(
                        {each: Sparkline(f"M{prices[each]} {number}", "") for each in prices}
                    )
                ts = clock.wall - (10 * SECOND if fate == "late" else 0)
                sent = sender.next(prices, ts, is_keyframe=fate == "healed")
                if fate != "lost":
                    hub.mirror.receive(sent)
                for table in connection.page.tables:
                    table.rank_if_due(clock.monotonic())
                connection.flush(turn(hub, number))
        with opened(hub) as (fresh, _):
            pass
    assert page.shown() == fresh.shown()
    ranked = {f"row-ranked-{each.replace(':', '-')}" for each in sender.newest}
    assert set(page.tables["rows-ranked"]) == (ranked or {"no rows"})
