"""What is pushed: whole elements with a place of their own, in an order that browsers can parse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from xml.etree.ElementTree import Element

import pytest
from websockets.sync.client import ClientConnection

from tests.support.markup import parse
from tests.support.openpage import OpenPage, is_flashing
from tests.support.server import Server
from tests.support.stage import Stage, open_socket, receive, receive_until

MESSAGES = 40


def beats(message: str) -> bool:
    return 'id="pulse"' in message


@pytest.fixture(scope="module")
def messages(simulated: Server) -> list[str]:
    """Those of a desk, from the first on."""
    with open_socket(simulated, "/ws/ticker/desk/?rate=10") as socket:
        return [receive(socket) for _ in range(MESSAGES)]


def test_everything_is_out_of_band_and_has_an_id(messages: list[str]) -> None:
    for message in messages:
        fragment = parse(message)
        assert len(fragment)
        assert not (fragment.text or "").strip()
        for element in fragment:
            assert {"id", "hx-swap-oob"} <= set(element.keys())
            assert not (element.tail or "").strip()


def test_rows_come_before_everything_else(messages: list[str]) -> None:
    tags = [[element.tag for element in parse(message)] for message in messages]
    assert any("tr" in each and len(set(each)) > 1 for each in tags)
    assert tags == [sorted(each, key=lambda tag: tag != "tr") for each in tags]


def test_a_body_comes_alone(messages: list[str]) -> None:
    bodies = [parse(each) for each in messages if parse(each).find("tbody") is not None]
    assert bodies
    assert {len(each) for each in bodies} == {1}


def test_the_page_has_a_place_for_all_of_it(simulated: Server, messages: list[str]) -> None:
    """Rows of instruments that have left a ranking come before the new ranking, not after it."""
    page = OpenPage(simulated.get("/?rate=10").text)
    for message in messages:
        page.apply(message)


def test_scripts_are_never_pushed(messages: list[str]) -> None:
    tags = {each.tag for message in messages for each in parse(message).iter()}
    assert tags <= {"fragment", "tbody", "tr", "th", "td", "a", "i", "b", "p", "ul", "li"} | {
        "span",
        "div",
        "time",
        "strong",
        "svg",
        "path",
    }


def contains(text: str, message: str) -> bool:
    return text in message


def pushed_row(messages: list[str], symbol: str) -> Element:
    rows = [each for each in parse(messages[-1]) if each.get("data-symbol") == symbol]
    assert len(rows) == 1
    return rows[0]


def flashed(stage: Stage, socket: ClientConnection, symbol: str, prices: Sequence[str]) -> Element:
    """The row as it is when it flashes, at the first of these prices or soon after: what happens
    to be pushed with a keyframe is quiet."""
    for price in prices:
        # A flash that is under way is not begun anew: wait until it is over.
        receive_until(socket, beats)
        stage.puppeteer.say(stage.puppeteer.trade(symbol, price))
        row = pushed_row(receive_until(socket, partial(contains, price)), symbol)
        if is_flashing(row):
            return row
    raise AssertionError(f"{prices} did not flash")


@contextmanager
def settled(stage: Stage, path: str) -> Iterator[ClientConnection]:
    """A socket that has had its snapshot and the heartbeat that came with it."""
    with stage.open(path) as socket:
        receive_until(socket, beats)
        yield socket


class TestFlash:
    """Only a trade that moves Last flashes, and only on a page that was there to see it."""

    def test_the_first_messages_are_quiet(self, stage: Stage) -> None:
        symbol = stage.symbols[7]
        stage.say(stage.puppeteer.trade(symbol, "55.55"))
        with stage.open("/ws/ticker/boards/all/") as socket:
            first = receive_until(socket, beats)
        assert any("55.55" in message for message in first)
        assert not any(is_flashing(parse(message)) for message in first)

    def test_a_trade_flashes_the_cells_that_it_moves(self, stage: Stage) -> None:
        with settled(stage, "/ws/ticker/boards/all/") as socket:
            row = flashed(stage, socket, stage.symbols[7], ("55.55", "44.44", "33.33"))
        cells = [cell.get("class", "").split() for cell in row if is_flashing(cell)]
        assert [{"last", "chg", "chg_pct"} & set(css) for css in cells] == [
            {"last"},
            {"chg"},
            {"chg_pct"},
        ]
        assert all("flash-down" in css for css in cells)

    def test_the_next_flash_has_another_name(self, stage: Stage) -> None:
        symbol = stage.symbols[7]
        with settled(stage, "/ws/ticker/boards/all/") as socket:
            fall = flashed(stage, socket, symbol, ("55.55", "44.44", "33.33"))
            rise = flashed(stage, socket, symbol, ("66.66", "77.77", "88.88"))
        names = [set(row[2].get("class", "").split()) for row in (fall, rise)]
        assert {"flash-down", "flash-up"} < names[0] ^ names[1]
        assert len(names[0] ^ names[1]) == 4

    @pytest.mark.parametrize("kind", ["quote", "same price", "name", "halt"])
    def test_nothing_else_flashes(self, stage: Stage, kind: str) -> None:
        make, symbol = stage.puppeteer, stage.symbols[7]
        event = {
            "quote": make.quote(symbol, "44.44", "77.77"),
            "same price": make.trade(symbol, "100.70", "123456"),
            "name": make.event("reference", symbol, name="Another name"),
            "halt": make.event("tradingstatus", symbol, status="HALTED", reason="T1"),
        }[kind]
        ts = f'data-ts="{int(str(event["ts_event"])) // 1_000_000}"'
        with settled(stage, "/ws/ticker/boards/all/") as socket:
            make.say(event)
            row = pushed_row(receive_until(socket, lambda message: ts in message), symbol)
        assert not is_flashing(row)

    def test_a_page_that_comes_back_is_quiet(self, stage: Stage) -> None:
        with settled(stage, "/ws/ticker/boards/all/") as socket:
            flashed(stage, socket, stage.symbols[7], ("55.55", "44.44", "33.33"))
            with stage.open("/ws/ticker/boards/all/") as another:
                assert not any(is_flashing(parse(each)) for each in receive_until(another, beats))


def test_only_rows_that_the_page_shows_are_sent(stage: Stage) -> None:
    symbol = stage.symbols[8]
    page = stage.page(f"/boards/all/?q={symbol}")
    with stage.open(page.socket) as socket:
        stage.puppeteer.say(*(stage.puppeteer.trade(each, "77.77") for each in stage.symbols))
        for message in receive_until(socket, lambda message: "77.77" in message):
            page.apply(message)
    assert [row.get("data-symbol") for row in page.rows()] == [symbol]


def test_a_paused_page_gets_the_snapshot_and_then_only_heartbeats(stage: Stage) -> None:
    with settled(stage, "/ws/ticker/boards/all/?rate=0") as socket:
        stage.say(stage.puppeteer.trade(stage.symbols[9], "55.55"))
        after = [receive(socket) for _ in range(3)]
    assert all(beats(message) for message in after)
    assert not any("55.55" in message for message in after)
