"""What cannot be used is counted by its reason, and changes nothing that is shown."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.support.markup import text
from tests.support.puppeteer import Event, Puppeteer
from tests.support.server import Server
from tests.support.stage import FENCE, Stage, open_socket, receive, receive_until

DAY = 24 * 3600 * 10**9
LINE_LIMIT = 64 * 1024


def bad_events(make: Puppeteer, symbol: str) -> list[tuple[str, Event | bytes]]:
    """Each with the reason for which it is dropped."""
    quote, trade = make.quote(symbol, "1", "2"), make.trade(symbol, "1")
    old = make.quote(symbol, "7", "8") | {"ts_event": 1_000_000}
    return [
        ("unknown_symbol", trade | {"symbol": "XNYS:NOTHING"}),
        ("unknown_symbol", trade | {"symbol": "<b>"}),
        ("unknown_symbol", trade | {"symbol": ""}),
        ("not_finite", trade | {"price": "NaN"}),
        ("not_finite", quote | {"ask": "Infinity"}),
        ("malformed", b'{"type":"trade","symbol":"%s","price":NaN}\n' % symbol.encode()),
        ("negative", trade | {"price": "-1"}),
        ("negative", quote | {"bid_size": "-1"}),
        ("zero", trade | {"price": "0"}),
        ("huge", trade | {"price": "1e9"}),
        ("huge", trade | {"size": "1e999999"}),
        ("huge", trade | {"price": "1e-19"}),
        ("invalid", trade | {"price": ["1"]}),
        ("invalid", trade | {"price": "one"}),
        ("invalid", trade | {"ts_event": "yesterday"}),
        ("invalid", trade | {"ts_event": -1}),
        ("invalid", trade | {"type": "tirade"}),
        ("invalid", {key: value for key, value in trade.items() if key != "size"}),
        ("invalid", b"[]\n"),
        ("invalid", trade | {"symbol": "A" * 201}),
        ("invalid", make.event("reference", symbol, name="two\nlines")),
        ("malformed", b'{"type":"trade","symbol":"XNYS:IB\n'),
        ("malformed", b"\xff\xfe\x00\x80\x81binary\n"),
        ("invalid", b"[" * 60_000 + b"\n"),
        ("too_long", trade | {"conditions": "x" * LINE_LIMIT}),
        ("too_long", b"y" * (LINE_LIMIT * 20) + b"\n"),
        ("in_future", trade | {"ts_event": int(str(trade["ts_event"])) + 2 * DAY}),
        ("old_session", old),
        ("old_quote", quote | {"ts_event": int(str(quote["ts_event"])) - 60 * 10**9}),
        ("duplicate_trade", trade | {"trade_id": "open-4"}),
        ("unknown_trade", make.event("tradecorrection", symbol, trade_id="x", action="cancel")),
        ("bad_date", make.event("reference", symbol, prev_close_date="2026-13-01")),
    ]


def dropped(server: Server) -> int:
    """The number that the status bar shows."""
    with open_socket(server, "/ws/ticker/boards/all/") as socket:
        clock = receive_until(socket, lambda message: 'id="clock"' in message)[-1]
    found = re.search(r"Dropped\D*([\d,]+)", clock)
    return int(found[1].replace(",", "")) if found else 0


def rejected(stage: Stage) -> Counter[str]:
    return Counter(stage.data("/healthz")["rejected"])


def rows(stage: Stage) -> list[dict[str, str]]:
    return [row for row in stage.data("/boards/all.json")["rows"] if row["symbol"] != FENCE]


def test_bad_events_are_counted_and_change_nothing(stage: Stage) -> None:
    bad = bad_events(stage.puppeteer, stage.symbols[4])
    before, counted, shown = rows(stage), rejected(stage), dropped(stage.server)
    stage.say(*(event for _, event in bad))
    assert rejected(stage) - counted == Counter(reason for reason, _ in bad)
    assert dropped(stage.server) - shown == len(bad)
    assert rows(stage) == before


def test_what_is_logged_of_them_is_short(stage: Stage) -> None:
    stage.say(*(event for _, event in bad_events(stage.puppeteer, stage.symbols[4])))
    longest = max(stage.server.log.splitlines(), key=len)
    assert len(longest) < 400, longest
    assert "Traceback" not in stage.server.log


@pytest.mark.parametrize("bid", ["10.00", "9.99", "11.00"])
def test_locked_and_crossed_quotes_show(stage: Stage, bid: str) -> None:
    symbol = stage.symbols[5]
    stage.say(stage.puppeteer.quote(symbol, bid, "10.00"))
    page = stage.page("/boards/all/")
    assert (page.cell(symbol, "bid"), page.cell(symbol, "ask")) == (bid, "10.00")


def test_good_events_after_bad_ones_are_shown(stage: Stage) -> None:
    symbol = stage.symbols[6]
    with stage.open("/ws/ticker/boards/all/") as socket:
        receive(socket)
        stage.puppeteer.say(b'{"type":"tra', b"\n", stage.puppeteer.trade(symbol, "1234.56"))
        receive_until(socket, lambda message: "1,234.56" in message)
    assert text(stage.page("/boards/all/").row(symbol)).count("1,234.56")
