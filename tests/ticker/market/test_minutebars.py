"""An instrument's bars of a minute: what is folded in whatever order, corrected, taken, late."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.support.examples import IBM, OPEN, SECOND, cancel, correct, market_after, trade
from ticker.market.bar import MINUTE, Bar
from ticker.market.events import INELIGIBLE, AnyEvent, Trade
from ticker.market.market import Market
from ticker.market.minutebars import MAX_MINUTES, MinuteBars


def bars_of(market: Market) -> dict[int, Bar]:
    """Those of a minute that have changed, by how many minutes after the bell they began."""
    return {
        (each.bar.ts_open - OPEN) // MINUTE: each.bar
        for each in market.take_bars()
        if each.interval == "1m"
    }


def said(bar: Bar) -> str:
    prices = (bar.open, bar.high, bar.low, bar.close, bar.vwap)
    shown = ["-" if each is None else f"{each.normalize():f}" for each in prices]
    return " ".join([*shown, f"{bar.volume}", f"{bar.trade_count}"])


def test_trades_of_any_session_make_the_bars_of_their_minutes() -> None:
    market = market_after(
        trade("181.75", "10", OPEN - MINUTE),
        trade("182", "100", OPEN),
        trade("184", "300", OPEN + 59 * SECOND),
        trade("183", "100", OPEN + MINUTE),
    )
    assert {at: said(bar) for at, bar in bars_of(market).items()} == {
        -1: "181.75 181.75 181.75 181.75 181.75 10 1",
        0: "182 184 182 184 183.5 400 2",
        1: "183 183 183 183 183 100 1",
    }


def test_a_trade_that_does_not_count_adds_to_volume_only() -> None:
    market = market_after(trade("190", "50", flags=INELIGIBLE), trade("182", ts=OPEN + 1))
    assert said(bars_of(market)[0]) == "182 182 182 182 182 150 2"
    assert said(bars_of(market_after(trade("190", "50", flags=INELIGIBLE)))[0]) == (
        "- - - - - 50 1"
    )


def test_only_what_has_changed_is_taken() -> None:
    market = market_after(trade("182"), trade("183", ts=OPEN + MINUTE))
    assert list(bars_of(market)) == [0, 1]
    market.take_states()
    assert bars_of(market) == {}
    market.apply(trade("184", ts=OPEN + 61 * SECOND))
    assert list(bars_of(market)) == [1]


def test_a_trade_out_of_order_is_in_its_own_bar() -> None:
    market = market_after(trade("183", ts=OPEN + MINUTE), trade("185", ts=OPEN + 59 * SECOND))
    market.apply(trade("182", ts=OPEN + 3))
    assert said(bars_of(market)[0]) == "182 185 182 185 183.5 200 2"


def test_a_correction_and_a_cancel_reach_the_bar_they_touch() -> None:
    market = market_after(
        trade("182", ts=OPEN, trade_id="a"),
        trade("199", ts=OPEN + 1, trade_id="b"),
        trade("1", ts=OPEN + 2, trade_id="c"),
        trade("183", ts=OPEN + MINUTE, trade_id="d"),
        correct("b", price="184"),
        cancel("c"),
    )
    assert said(bars_of(market)[0]) == "182 184 182 184 183 200 2"


def test_a_cancel_of_the_only_trade_leaves_an_empty_bar() -> None:
    market = market_after(trade("182", trade_id="a"), cancel("a"))
    assert said(bars_of(market)[0]) == "- - - - - 0 0"


def test_trades_without_an_id_are_not_lost_by_a_correction() -> None:
    market = market_after(
        trade("180"),
        trade("182", ts=OPEN + 1, trade_id="a"),
        trade("181", ts=OPEN + 2),
        correct("a", price="183"),
    )
    assert said(
        bars_of(market)[0]
    ) == "180 183 180 181 181.33333333333333333333333333 300 3".replace(
        "181.33333333333333333333333333", f"{(Decimal(544) / 3).normalize():f}"
    )


def test_what_is_too_old_to_be_kept_comes_as_a_part() -> None:
    minutes = MinuteBars()
    for at in range(MAX_MINUTES + 5):
        minutes.fold(trade("182", ts=OPEN + at * MINUTE))
    list(minutes.take_changes())
    minutes.fold(trade("181", "7", ts=OPEN))
    minutes.fold(trade("183", "7", ts=OPEN + (MAX_MINUTES + 4) * MINUTE))
    first, last = minutes.take_changes()
    assert (first.is_partial, said(first.bar)) == (True, "181 181 181 181 181 7 1")
    assert (last.is_partial, last.bar.volume) == (False, Decimal(107))
    minutes.fold(trade("180", "7", ts=OPEN))
    (again,) = minutes.take_changes()
    assert (again.is_partial, again.bar.volume) == (True, Decimal(7)), "it is not added twice"


def test_it_goes_on_from_what_was_folded_before() -> None:
    before = MinuteBars()
    before.fold(trade("182", ts=OPEN + MINUTE))
    (change,) = before.take_changes()
    minutes = MinuteBars([change.bar], floor=OPEN + MINUTE)
    minutes.fold(trade("185", ts=OPEN + MINUTE + 1))
    minutes.fold(trade("170", ts=OPEN))
    whole, part = minutes.take_changes()
    assert said(whole.bar) == "182 185 182 185 183.5 200 2"
    assert part.is_partial


def test_a_day_is_over_with_the_first_trade_of_the_next() -> None:
    market = market_after(trade("182", ts=OPEN), trade("183", ts=OPEN + 86_400 * SECOND))
    days = [each.bar for each in market.take_bars() if each.interval == "1d"]
    assert [(bar.open, bar.close, bar.volume) for bar in days] == [
        (Decimal(182), Decimal(182), Decimal(100)),
        (Decimal(183), Decimal(183), Decimal(100)),
    ]
    assert days[1].ts_open - days[0].ts_open == 86_400 * SECOND


TRADES = st.lists(
    st.builds(
        lambda price, size, at: trade(str(price), str(size), OPEN + at * SECOND),
        st.integers(100, 110),
        st.integers(1, 9),
        st.integers(0, 200),
    ),
    max_size=30,
)


@given(TRADES, st.randoms())
def test_the_order_in_which_they_come_makes_no_difference(trades: list[Trade], rng: object) -> None:
    """Of trades at different times: of those at the same the first that came is Open."""
    unique = list({each.ts_event: each for each in trades}.values())
    shuffled = list(unique)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    in_order = market_after(*sorted(unique, key=lambda each: each.ts_event))
    assert bars_of(market_after(*shuffled)) == bars_of(in_order)


@given(TRADES, st.data())
def test_undoing_what_was_wrong_leaves_what_is_right(
    trades: list[Trade], data: st.DataObject
) -> None:
    clean: list[AnyEvent] = []
    messy: list[AnyEvent] = []
    for number, each in enumerate(trades):
        kind = data.draw(st.sampled_from(["plain", "wrong price", "bogus", "twice"]))
        good = Trade(
            symbol=IBM,
            ts_event=each.ts_event + number,
            price=each.price,
            size=each.size,
            trade_id=str(number),
        )
        clean.append(good)
        if kind == "wrong price":
            wrong = trade("999", str(each.size), good.ts_event, trade_id=good.trade_id)
            messy += [wrong, correct(str(number), price=str(each.price))]
        elif kind == "bogus":
            messy += [
                good,
                trade("1", "5", good.ts_event, trade_id=f"{number}x"),
                cancel(f"{number}x"),
            ]
        else:
            messy += [good] * (2 if kind == "twice" else 1)
    assert bars_of(market_after(*messy)) == bars_of(market_after(*clean))
