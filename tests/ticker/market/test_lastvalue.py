"""One instrument's state: corrections, cancels, duplicates and disorder."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.support.examples import (
    IBM,
    OPEN,
    SECOND,
    UNIVERSE,
    cancel,
    correct,
    drain_levels,
    figures_line,
    market_after,
    trade,
)
from ticker.market.events import INELIGIBLE, LATE, AnyEvent, BadEventError, Reference, Trade
from ticker.market.lastvalue import CORRECTION_LIMIT, CORRECTION_WINDOW, LastValue
from ticker.market.level1 import Level1

PRICES = st.decimals("0.01", "500", places=2)
SIZES = st.decimals("0", "1000", places=0)
TRADES = st.builds(
    Trade,
    symbol=st.just(IBM),
    ts_event=st.integers(OPEN - 400 * SECOND, OPEN + 400 * SECOND),
    price=PRICES,
    size=SIZES,
    flags=st.sampled_from([0, 0, 0, LATE, INELIGIBLE]),
)
CHANGES = st.tuples(
    st.sampled_from(["cancel", "correct", "again"]), st.integers(0, 99), PRICES, SIZES
)


def statistics(trades: list[Trade]) -> dict[str, Any]:
    """The figures by their definitions, from trades in the order in which they arrived."""
    eligible = [each for each in trades if not each.flags & INELIGIBLE]
    timely = [each for each in eligible if not each.flags & LATE]
    regular = [each for each in eligible if each.ts_event >= OPEN]
    newest = max(reversed(timely), key=lambda each: each.ts_event, default=None)
    first = min(regular, key=lambda each: each.ts_event, default=None)
    volume = sum(each.size for each in regular)
    notional = sum(each.price * each.size for each in regular)
    return {
        "last": newest and newest.price,
        "last_size": newest and newest.size,
        "ts_trade": newest.ts_event if newest else 0,
        "open": first and first.price,
        "high": max((each.price for each in regular), default=None),
        "low": min((each.price for each in regular), default=None),
        "vwap": notional / volume if volume else None,
        "volume": sum((each.size for each in trades), Decimal(0)) if trades else None,
        "trade_count": len(trades),
    }


def figures(level: Level1) -> dict[str, Any]:
    return {name: getattr(level, name) for name in statistics([])}


@given(st.lists(TRADES | CHANGES, min_size=1, max_size=30).map(lambda each: [trade("1"), *each]))
def test_what_was_corrected_counts_as_if_it_had_been_said_right_at_once(
    script: list[Trade | tuple[str, int, Decimal, Decimal]],
) -> None:
    market = market_after()
    said: dict[str, Trade] = {}
    right: dict[str, Trade] = {}
    for step in script:
        if isinstance(step, Trade):
            name = f"t{len(said)}"
            said[name] = right[name] = structs.replace(step, trade_id=name)
            assert market.apply(said[name]) == ""
            continue
        action, index, price, size = step
        name = f"t{index % len(said)}"
        if action == "again":
            assert market.apply(said[name]) == "duplicate_trade"
        elif action == "cancel":
            expected = "" if right.pop(name, None) else "unknown_trade"
            assert market.apply(cancel(name)) == expected
        elif name in right:
            right[name] = structs.replace(right[name], price=max(price, Decimal("0.01")), size=size)
            assert market.apply(correct(name, str(right[name].price), str(size))) == ""
    assert figures(drain_levels(market)[IBM]) == statistics(list(right.values()))


def test_a_correction_may_change_the_price_or_the_size_alone() -> None:
    market = market_after(
        trade("182", "100", trade_id="a"),
        trade("190", "100", OPEN + 1, trade_id="b"),
        correct("b", price="183"),
        correct("b", size="300"),
    )
    names = "last last_size high volume vwap"
    assert figures_line(drain_levels(market)[IBM], names) == "183 300 183 400 182.75"


def test_a_trade_without_an_id_survives_a_correction_of_its_neighbour() -> None:
    market = market_after(
        trade("181", "10"),
        trade("190", "10", OPEN + 1, trade_id="a"),
        trade("183", "10", OPEN + 2),
        cancel("a"),
    )
    assert figures_line(drain_levels(market)[IBM], "last high low volume") == "183 183 181 20"


@pytest.mark.parametrize(("late", "reason"), [(0, ""), (1, "unknown_trade")])
def test_a_trade_can_be_corrected_within_the_window(late: int, reason: str) -> None:
    market = market_after(
        trade("190", trade_id="a"),
        trade("182", ts=OPEN + CORRECTION_WINDOW + late, trade_id="b"),
    )
    assert market.apply(cancel("a", ts=OPEN + CORRECTION_WINDOW + late)) == reason
    assert market.rejected[reason] == (1 if reason else 0)
    assert market.apply(cancel("b")) == ""
    assert drain_levels(market)[IBM].trade_count == (1 if reason else 0)


def test_no_more_than_the_limit_is_kept_for_correction() -> None:
    market = market_after()
    for count in range(CORRECTION_LIMIT + 1):
        market.apply(trade("182", "1", OPEN + count, trade_id=str(count)))
    assert market.apply(cancel("0")) == "unknown_trade"
    assert market.apply(cancel("1")) == ""
    assert drain_levels(market)[IBM].volume == CORRECTION_LIMIT


def test_a_providers_volume_is_not_counted_twice_by_a_correction() -> None:
    market = market_after(
        trade("182", "100", trade_id="a"),
        trade("183", "200", OPEN + 1, trade_id="b"),
        Reference(symbol=IBM, ts_event=OPEN + 2, volume=Decimal(1000)),
        correct("a", size="150"),
    )
    assert drain_levels(market)[IBM].volume == 1050


def test_a_providers_vwap_is_of_its_volume_and_goes_on_from_there() -> None:
    market = market_after(
        trade("182", "100", trade_id="a"),
        Reference(symbol=IBM, ts_event=OPEN + 2, volume=Decimal(1000), vwap=Decimal("181.5")),
        trade("183", "500", OPEN + 3, trade_id="b"),
    )
    assert drain_levels(market)[IBM].vwap == 182
    market.apply(correct("b", price="186"))
    assert drain_levels(market)[IBM].vwap == 183
    market.apply(Reference(symbol=IBM, ts_event=OPEN + 4, vwap=Decimal("180.25")))
    assert drain_levels(market)[IBM].vwap == Decimal("180.25")


def test_a_correction_that_takes_back_the_only_trade_leaves_nothing() -> None:
    level = drain_levels(market_after(trade("182", trade_id="a"), cancel("a")))[IBM]
    assert figures(level) == statistics([])


@pytest.mark.parametrize("event", [cancel("nobody's"), correct("nobody's", price="1")])
def test_a_correction_of_an_unknown_trade_is_refused(event: AnyEvent) -> None:
    market = market_after(trade("182"))
    assert market.apply(event) == "unknown_trade"


def test_the_refusal_names_the_trade() -> None:
    with pytest.raises(BadEventError, match=r"^unknown_trade: 'x{40}'$"):
        LastValue(UNIVERSE[IBM]).correct(cancel("x" * 200))
