"""What the Market refuses: counted by reason, and without a trace in what it shows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.support.examples import (
    AIG,
    IBM,
    OPEN,
    SECOND,
    cancel,
    drain_levels,
    market_after,
    quote,
    status,
    trade,
)
from ticker.market.events import AnyEvent, Reference
from ticker.market.market import FLASH_SPACING

DAY = 24 * 3600 * SECOND

GOOD = st.one_of(
    st.builds(trade, st.sampled_from(["181", "182.5", "183"])),
    st.builds(quote, st.sampled_from(["181", None]), st.sampled_from(["182", "0"])),
    st.builds(status, st.sampled_from(["HALTED", "TRADING"])),
    st.builds(Reference, symbol=st.just(IBM), ts_event=st.just(1), prev_close=st.just(Decimal(9))),
)
BAD: dict[str, tuple[Callable[[int], AnyEvent], str]] = {
    "of an unknown instrument": (
        lambda ts: trade("1", ts=ts, symbol="XNYS:NONE"),
        "unknown_symbol",
    ),
    "negative": (lambda ts: trade("-1", ts=ts + DAY), "negative"),
    "not a number": (lambda ts: quote("NaN", "1", ts), "not_finite"),
    "a trade for nothing": (lambda ts: trade("0", ts=ts), "zero"),
    "said twice": (lambda ts: trade("999", ts=ts, trade_id="first"), "duplicate_trade"),
    "an old quote": (lambda ts: quote("1", "2", OPEN - 1), "old_quote"),
    "of yesterday": (lambda ts: trade("1", ts=OPEN - 3 * DAY), "old_session"),
    "a correction of nothing": (lambda ts: cancel("none", ts), "unknown_trade"),
    "a correction of tomorrow": (lambda ts: cancel("first", ts + DAY), "unknown_trade"),
    "a correction of the untraded": (lambda ts: cancel("none", ts, AIG), "unknown_trade"),
}


@given(st.lists(GOOD | st.sampled_from(sorted(BAD)), max_size=20))
def test_what_is_refused_leaves_no_trace(stream: list[AnyEvent | str]) -> None:
    start: list[AnyEvent] = [trade("182", trade_id="first"), quote("181", "182")]
    good, both = market_after(*start), market_after(*start)
    refused = 0
    for ts, step in enumerate(stream, OPEN + 1):
        if isinstance(step, str):
            make, reason = BAD[step]
            assert both.apply(make(ts)) == reason
            refused += 1
            continue
        event = structs.replace(step, ts_event=ts)
        assert good.apply(event) == both.apply(event) == ""
    good.touch_all()
    both.touch_all()
    assert drain_levels(both, now=FLASH_SPACING) == drain_levels(good, now=FLASH_SPACING)
    assert both.rejected.total() == refused


def test_refusals_are_counted_by_reason() -> None:
    events = [make(OPEN + 1) for make, _ in BAD.values()]
    market = market_after(trade("182", trade_id="first"), quote("181", "182"), *events)
    assert market.rejected == {
        "duplicate_trade": 1,
        "negative": 1,
        "not_finite": 1,
        "old_quote": 1,
        "old_session": 1,
        "unknown_symbol": 1,
        "unknown_trade": 3,
        "zero": 1,
    }
