"""The simulated feed's past: that it leads up to its tape, adds up, and looks like a market."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import combinations, islice, pairwise, product
from pathlib import Path
from statistics import correlation, mean, pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.ticker.feeds.test_simulated import Clock
from ticker.feeds import open_feed, simulated_history
from ticker.feeds.simulated import BEHIND_LIMIT, SimulatedFeed
from ticker.feeds.simulation.history import PAST_DAYS, SimulatedHistory
from ticker.feeds.simulation.minutes import apportion
from ticker.feeds.simulation.outline import Outline
from ticker.feeds.simulation.ranking import activity_ranking
from ticker.feeds.simulation.returns import volatility
from ticker.feeds.simulation.tape import SimulatedTape
from ticker.market.bar import MINUTE, SECOND, Bar, merge_bars
from ticker.market.events import Epoch, Reference, Trade
from ticker.market.instruments import CSV_FILE, InstrumentDefinition, Universe, read_definitions
from ticker.market.sessions import NEW_YORK, AlwaysOpen

START = int(datetime(2026, 3, 3, 18, 17, 23, 456789, tzinfo=UTC).timestamp() * 1e6) * 1000
TODAY, YESTERDAY = date(2026, 3, 3), date(2026, 3, 2)

WHOLE = activity_ranking(read_definitions(CSV_FILE))


def odd(ticker: str, seed: str, increment: str, lot: int = 100) -> InstrumentDefinition:
    return InstrumentDefinition(
        symbol=f"XNYS:{ticker}",
        name=ticker,
        asset_class="EQUITY",
        sector="Energy",
        seed_price=Decimal(seed),
        price_increment=Decimal(increment),
        round_lot=lot,
    )


ODD = [
    odd("COARSE", "12.35", "0.05"),
    odd("TINY", "0.0003", "0.0001"),
    odd("DEAR", "700000", "0.01", lot=1),
    # As a database gives them, with all its places.
    odd("PLACES", "40", "0.0100000000"),
    InstrumentDefinition(
        symbol="KRAKEN:FINE-USD",
        name="FINE",
        asset_class="CRYPTO",
        price_increment=Decimal("0.0000000001"),
        size_increment=Decimal("0.00000001"),
        round_lot=1,
        calendar="24/7",
        seed_price=Decimal("0.0000123456"),
    ),
    InstrumentDefinition(symbol="ARCX:FUND", name="FUND", asset_class="ETF"),
]


def history(
    definitions: list[InstrumentDefinition] = WHOLE,
    seed: int = 7,
    rate: float = 400.0,
    start: int = START,
) -> SimulatedHistory:
    return SimulatedHistory(definitions, seed=seed, rate=rate, start_ns=start)


MARKET = history()
HISTORIES = {
    "the whole universe": (MARKET, WHOLE),
    "few trades": (history(rate=0.1), WHOLE),
    "many trades": (history(WHOLE[:30], rate=100_000.0), WHOLE[:30]),
    "odd increments": (history(ODD), ODD),
    "odd increments, few trades": (history(ODD, rate=0.1), ODD),
}
SAMPLE = [each.symbol for each in WHOLE[::40]]


def opening(definitions: list[InstrumentDefinition], start: int = START) -> list[object]:
    tape = SimulatedTape(definitions, seed=7, rate=400.0, start_ns=start)
    return list(islice(tape, 3 * len(definitions)))


def day_of(bar: Bar) -> date:
    found = datetime.fromtimestamp(bar.ts_open // SECOND, NEW_YORK)
    assert (found.hour, found.minute, found.second) == (0, 0, 0)
    return found.date()


def closes(bars: list[Bar]) -> list[float]:
    return [float(bar.close) for bar in bars if bar.close is not None]


def returns(bars: list[Bar]) -> list[float]:
    return [math.log(later / one) for one, later in pairwise(closes(bars))]


def check(bar: Bar, definition: InstrumentDefinition) -> None:
    assert bar.open is not None
    assert bar.high is not None
    assert bar.low is not None
    assert bar.close is not None
    assert 0 < bar.low <= min(bar.open, bar.close) <= max(bar.open, bar.close) <= bar.high
    assert all(
        price % definition.price_increment == 0
        for price in (bar.open, bar.high, bar.low, bar.close)
    )
    assert bar.volume > 0
    assert bar.volume % definition.size_increment == 0
    assert bar.trade_count > 0
    assert bar.priced_volume == bar.volume
    assert bar.low * bar.volume <= bar.notional <= bar.high * bar.volume


class TestTheTapeFollows:
    def test_yesterday_closed_at_its_prev_close(self) -> None:
        references = [each for each in opening(WHOLE) if isinstance(each, Reference)]
        assert len(references) == len(WHOLE)
        for each in references[::40]:
            yesterday = MARKET.daily_bars(each.symbol)[-2]
            assert day_of(yesterday).isoformat() == each.prev_close_date
            assert yesterday.close == each.prev_close
            assert MARKET.minute_bars(each.symbol, YESTERDAY)[-1].close == each.prev_close

    def test_today_so_far_is_what_it_says_and_ends_at_its_first_price(self) -> None:
        says = opening(WHOLE)
        prices = {each.symbol: each.price for each in says if isinstance(each, Trade)}
        references = [each for each in says if isinstance(each, Reference)]
        for each in references[::40]:
            today = MARKET.daily_bars(each.symbol)[-1]
            assert day_of(today) == TODAY
            figures = today.open, today.high, today.low, today.volume
            assert figures == (each.open, each.high, each.low, each.volume)
            assert today.close == prices[each.symbol]
            definition = WHOLE[[x.symbol for x in WHOLE].index(each.symbol)]
            check(today, definition)
            assert today.vwap is not None
            assert each.vwap is not None
            assert abs(today.vwap - each.vwap) <= definition.price_increment / 10_000

    def test_todays_minutes_end_where_it_begins(self) -> None:
        for symbol in SAMPLE:
            minutes = MARKET.minute_bars(symbol, TODAY)
            assert minutes[-1].ts_open <= START
            assert START - minutes[-1].ts_open < 10 * MINUTE

    @pytest.mark.parametrize("after", [0, 1, 7 * SECOND, 61 * SECOND, 10 * MINUTE])
    @pytest.mark.parametrize("rate", [0.1, 400.0])
    def test_may_begin_right_after_midnight(self, after: int, rate: float) -> None:
        start = AlwaysOpen(NEW_YORK).at(START).start + after
        for definition in [*WHOLE[:20:5], *ODD]:
            found = history([definition], rate=rate, start=start)
            today = found.daily_bars(definition.symbol)[-1]
            minutes = found.minute_bars(definition.symbol, TODAY)
            assert merge_bars(today.ts_open, minutes) == today
            assert 1 <= len(minutes) <= after // MINUTE + 1

    @pytest.mark.parametrize("start", [1, 7_258_118_399_999_999_999])
    def test_may_begin_at_either_end_of_time(self, start: int) -> None:
        found = history(WHOLE[:1], start=start)
        bars = found.daily_bars(WHOLE[0].symbol)
        assert len(bars) == PAST_DAYS + 1
        minutes = found.minute_bars(WHOLE[0].symbol, day_of(bars[-2]))
        assert merge_bars(bars[-2].ts_open, minutes) == bars[-2]


class TestDays:
    @pytest.mark.parametrize("name", HISTORIES)
    def test_are_five_years_without_a_gap_and_in_order(self, name: str) -> None:
        found, definitions = HISTORIES[name]
        for definition in definitions[::80]:
            bars = found.daily_bars(definition.symbol)
            first = TODAY - timedelta(PAST_DAYS)
            expected = [first + timedelta(number) for number in range(PAST_DAYS + 1)]
            assert [day_of(bar) for bar in bars] == expected
            for bar in bars:
                check(bar, definition)

    def test_open_near_the_close_before(self) -> None:
        for symbol in SAMPLE:
            own = MARKET._openings[symbol].instrument.fair.volatility
            bars = MARKET.daily_bars(symbol)
            gaps = [
                math.log(later.open / one.close)
                for one, later in pairwise(bars)
                if later.open and one.close
            ]
            assert max(map(abs, gaps)) < 1.7 * own
            assert 0.2 * own < pstdev(gaps) < 0.5 * own

    def test_returns_have_the_tapes_volatility(self) -> None:
        for symbol in SAMPLE:
            instrument = MARKET._openings[symbol].instrument
            found = pstdev(returns(MARKET.daily_bars(symbol)[:-1]))
            assert 0.9 < found / volatility(instrument) < 1.1

    def test_a_sector_moves_together(self) -> None:
        symbols = _of_sectors("Energy", "Utilities")
        found = {symbol: returns(MARKET.daily_bars(symbol)[:-1]) for symbol in symbols}
        _is_sectorial(symbols, found)

    def test_a_day_reaches_beyond_its_opening_and_close(self) -> None:
        bars = MARKET.daily_bars(SAMPLE[0])[:-1]
        beyond = [bar for bar in bars if bar.high != max(bar.open or 0, bar.close or 0)]
        assert len(beyond) > 0.9 * len(bars)


class TestMinutes:
    @settings(max_examples=50, deadline=None)
    @given(st.sampled_from(list(HISTORIES)), st.data())
    def test_add_up_to_their_day_exactly(self, name: str, data: st.DataObject) -> None:
        found, definitions = HISTORIES[name]
        definition = data.draw(st.sampled_from(definitions))
        ago = data.draw(st.integers(0, PAST_DAYS))
        day = found.daily_bars(definition.symbol)[-1 - ago]
        minutes = found.minute_bars(definition.symbol, TODAY - timedelta(ago))
        whole = merge_bars(day.ts_open, minutes)
        # Of billions at prices of ten decimals the sum is rounded: Decimal has 28 digits.
        assert abs(whole.notional - day.notional) <= day.notional * Decimal("1e-24")
        assert structs.replace(whole, notional=day.notional) == day
        for each in minutes:
            check(each, definition)
            assert each.ts_open % MINUTE == 0
            # Of a handful of trades a day some are bent to the day's VWAP.
            assert each.trade_count > 1 or each.high == each.low or day.trade_count < 100
        assert all(one.ts_open < later.ts_open for one, later in pairwise(minutes))

    @pytest.mark.parametrize(
        ("day", "count"),
        [(date(2025, 3, 9), 1380), (date(2025, 6, 1), 1440), (date(2025, 11, 2), 1500)],
    )
    def test_are_as_many_as_the_day_has(self, day: date, count: int) -> None:
        minutes = MARKET.minute_bars(WHOLE[0].symbol, day)
        midnight = int(datetime(day.year, day.month, day.day, tzinfo=NEW_YORK).timestamp())
        assert [each.ts_open for each in minutes] == [
            midnight * SECOND + number * MINUTE for number in range(count)
        ]

    def test_there_is_none_in_which_nothing_trades(self) -> None:
        thin, definitions = HISTORIES["few trades"]
        day = thin.daily_bars(definitions[-1].symbol)[-2]
        minutes = thin.minute_bars(definitions[-1].symbol, YESTERDAY)
        assert 1 <= len(minutes) <= day.trade_count < 20
        some = history(WHOLE, rate=20.0).minute_bars(WHOLE[200].symbol, YESTERDAY)
        assert 300 < len(some) < 1300

    def test_there_is_none_of_other_days_and_symbols(self) -> None:
        symbol = WHOLE[0].symbol
        assert MARKET.minute_bars(symbol, TODAY + timedelta(1)) == []
        assert MARKET.minute_bars(symbol, TODAY - timedelta(PAST_DAYS + 1)) == []
        assert MARKET.minute_bars(symbol, TODAY - timedelta(PAST_DAYS)) != []
        assert MARKET.minute_bars("XNYS:NONE", TODAY) == MARKET.daily_bars("XNYS:NONE") == []

    def test_open_near_the_close_before(self) -> None:
        for symbol in SAMPLE:
            bars = MARKET.minute_bars(symbol, YESTERDAY)
            one_day = volatility(MARKET._openings[symbol].instrument)
            gaps = [
                abs(math.log(later.open / one.close))
                for one, later in pairwise(bars)
                if later.open and one.close
            ]
            assert mean(gaps) < 0.02 * one_day
            assert max(gaps) < 0.5 * one_day

    def test_the_bells_are_busier_and_wilder_than_midday(self) -> None:
        volumes: dict[int, list[float]] = {}
        moves: dict[int, list[float]] = {}
        for symbol, ago in product(SAMPLE[:5], range(1, 9)):
            bars = MARKET.minute_bars(symbol, TODAY - timedelta(ago))
            whole = float(sum(bar.volume for bar in bars))
            for one, bar in pairwise(bars):
                at = datetime.fromtimestamp(bar.ts_open // SECOND, NEW_YORK)
                part = at.hour * 3 + at.minute // 20
                volumes.setdefault(part, []).append(float(bar.volume) / whole)
                moves.setdefault(part, []).append(returns([one, bar])[0])
        midday = 12 * 3
        for bell in (9 * 3 + 1, 16 * 3):
            assert mean(volumes[bell]) > 1.7 * mean(volumes[midday])
            assert pstdev(moves[bell]) > 1.2 * pstdev(moves[midday])

    def test_a_sector_moves_together(self) -> None:
        symbols = _of_sectors("Energy", "Utilities")
        found = {symbol: _five_minutes(symbol) for symbol in symbols}
        _is_sectorial(symbols, found)

    def test_the_prices_within_a_minute_are_as_wild_as_the_day(self) -> None:
        """That is, a day is no sawtooth of three straight lines. Where one price increment is more
        than a minute's move, the increments are all that is seen."""
        wild = []
        for symbol in SAMPLE:
            known = MARKET._openings[symbol]
            if known.price > 5000 * known.instrument.definition.price_increment:
                found = pstdev(returns(MARKET.minute_bars(symbol, YESTERDAY))) * math.sqrt(1440)
                wild.append(found / volatility(known.instrument))
        assert len(wild) > 8
        assert 0.6 < min(wild) <= max(wild) < 1.6


def _of_sectors(*names: str) -> list[str]:
    """Six of each."""
    found = [[each.symbol for each in WHOLE if each.sector == name][:6] for name in names]
    return [symbol for symbols in found for symbol in symbols]


def _five_minutes(symbol: str) -> list[float]:
    bars = [
        bar for ago in range(1, 4) for bar in MARKET.minute_bars(symbol, TODAY - timedelta(ago))
    ]
    last = {bar.ts_open // (5 * MINUTE): bar for bar in bars}
    numbers = range(min(last), max(last) + 1)
    filled = [last.get(number, bars[0]) for number in numbers]
    return returns(filled)


def _is_sectorial(symbols: list[str], found: dict[str, list[float]]) -> None:
    within: list[float] = []
    across: list[float] = []
    for one, other in combinations(range(12), 2):
        pairs = within if (one < 6) == (other < 6) else across
        pairs.append(correlation(found[symbols[one]], found[symbols[other]]))
    assert mean(across) > 0.1
    assert mean(within) > mean(across) + 0.1


class TestParameters:
    def test_the_same_have_the_same_past_whatever_was_asked_before(self) -> None:
        one, other = history(), history()
        asked = [(symbol, TODAY - timedelta(ago)) for symbol in SAMPLE[:3] for ago in (0, 1, 400)]
        found = {each: one.minute_bars(*each) for each in asked}
        days = {symbol: one.daily_bars(symbol) for symbol in SAMPLE[:3]}
        assert {symbol: other.daily_bars(symbol) for symbol in reversed(SAMPLE[:3])} == days
        assert {each: other.minute_bars(*each) for each in reversed(asked)} == found

    def test_another_seed_has_another(self) -> None:
        symbol = WHOLE[0].symbol
        assert returns(history(seed=8).daily_bars(symbol)) != returns(MARKET.daily_bars(symbol))

    @pytest.mark.parametrize("sooner", [1, SECOND, 3600 * SECOND])
    def test_another_start_on_the_date_has_the_same_days_before(self, sooner: int) -> None:
        other = history(start=START - sooner)
        for symbol in SAMPLE[:3]:
            assert other.daily_bars(symbol)[:-1] == MARKET.daily_bars(symbol)[:-1]
            assert other.minute_bars(symbol, YESTERDAY) == MARKET.minute_bars(symbol, YESTERDAY)

    def test_a_start_on_another_date_has_the_same_returns(self) -> None:
        symbol = WHOLE[0].symbol
        other = returns(history(start=START + 3 * 86_400 * SECOND).daily_bars(symbol)[:-4])
        assert other == pytest.approx(returns(MARKET.daily_bars(symbol)[3:-1]), abs=1e-3)

    def test_the_tape_is_left_as_it_was(self) -> None:
        before = opening(WHOLE)
        MARKET.daily_bars(SAMPLE[0])
        assert opening(WHOLE) == before


@given(st.integers(0, 10**20), st.lists(st.floats(1e-12, 1e6), min_size=1, max_size=50))
def test_what_is_apportioned_is_all_there_is(total: int, weights: list[float]) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert len(parts) == len(weights)
    assert min(parts) >= 0


@given(*[st.integers(1, 10**6)] * 4, st.integers(0, 10**15), st.floats(0, 1), st.floats(0, 1))
def test_the_mean_price_of_an_outline_is_in_its_range(
    opened: int, closed: int, above: int, below: int, volume: int, high_at: float, low_at: float
) -> None:
    high = max(opened, closed) + above
    low = max(1, min(opened, closed) - below)
    found = Outline(opened, high, low, closed, volume, 4, high_at, low_at).notional
    assert low * volume <= found <= high * volume


class TestOrigin:
    UNIVERSE = Universe(WHOLE[:5])

    def test_there_is_none_before_the_tape_is_played(self) -> None:
        assert SimulatedFeed(self.UNIVERSE).origin == ""

    async def test_names_the_tape_and_finds_its_past(self) -> None:
        clock = Clock(START)
        feed = SimulatedFeed(self.UNIVERSE, seed=3, time_ns=clock.time_ns, sleep=clock.sleep)
        await anext(feed.events())
        assert feed.origin == f"simulated://?seed=3&instruments=0&rate=400&start={START}"
        found = simulated_history(feed.origin, self.UNIVERSE)
        assert found is not None
        symbol = WHOLE[0].symbol
        expected = history(feed.definitions, seed=3).daily_bars(symbol)
        assert found.daily_bars(symbol) == expected
        assert simulated_history(feed.origin, self.UNIVERSE) is found

    async def test_is_another_when_the_clock_has_jumped(self) -> None:
        clock = Clock(START)
        feed = SimulatedFeed(self.UNIVERSE, time_ns=clock.time_ns, sleep=clock.sleep)
        events = feed.events()
        await anext(events)
        clock.now = now = clock.now + BEHIND_LIMIT + SECOND
        assert await anext(events) == Epoch(ts_event=now, source="simulated")
        assert feed.origin.endswith(f"&start={now}")

    @given(st.floats(0.1, 100_000.0), st.integers(0, 2**63 - 1), st.integers(0, 5))
    def test_says_every_parameter_exactly(self, rate: float, seed: int, count: int) -> None:
        feed = SimulatedFeed(self.UNIVERSE, seed=seed, instruments=count, rate=rate)
        feed._tape_start = START
        again = open_feed(feed.origin, self.UNIVERSE)
        assert isinstance(again, SimulatedFeed)
        assert (again.seed, again.instruments, again.rate) == (seed, count, rate)
        assert (again.start_ns, again.definitions) == (START, feed.definitions)

    @pytest.mark.parametrize(
        "origin",
        [
            "",
            "replay:day.ndjson.gz",
            "exec",
            "simulated",
            "simulated://",
            "simulated://?seed=7",
            "simulated://?start=x",
            "simulated://?start=0",
            "simulated://?start=1&instruments=6",
            "simulated://?start=1&rate=nan",
            "simulated://?start=1&more=1",
            "simulated://there?start=1",
            "simulated://[?start=1",
            "simulated://?start=" + "9" * 5000,
        ],
    )
    def test_any_other_feeds_and_a_malformed_one_have_no_past(self, origin: str) -> None:
        assert simulated_history(origin, self.UNIVERSE) is None

    @given(st.text())
    def test_nothing_is_raised_whatever_it_is(self, text: str) -> None:
        assert simulated_history(f"simulated://{text}", self.UNIVERSE) is None

    def test_of_a_recording_is_its_name(self, tmp_path: Path) -> None:
        names = ["monday.ndjson", "tuesday.ndjson"]
        for name in names:
            (tmp_path / name).write_text("")
        feeds = [open_feed(f"replay:{tmp_path / name}?loop=1", self.UNIVERSE) for name in names]
        assert [feed.origin for feed in feeds] == [f"replay:{name}" for name in names]

    def test_of_a_program_is_the_feeds_name(self) -> None:
        feed = open_feed("exec:true", self.UNIVERSE)
        assert feed.origin == feed.name != ""
