"""The simulated feed: the tape it plays, how it paces it, and its parameters."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import combinations, islice, pairwise, takewhile
from statistics import correlation, mean

import pytest

from ticker.feeds.base import FeedError
from ticker.feeds.simulated import AHEAD_LIMIT, BEHIND_LIMIT, BREATH, SHORTEST_SLEEP, SimulatedFeed
from ticker.feeds.simulation.factors import Factors
from ticker.feeds.simulation.fairprice import FairPrice
from ticker.market.events import (
    AnyEvent,
    Epoch,
    HeartbeatEvent,
    Quote,
    Reference,
    Trade,
    TradingStatus,
    decode,
    encode,
)
from ticker.market.instruments import InstrumentDefinition, Universe

SECOND = 10**9
MINUTE = 60 * SECOND
START = int(datetime(2026, 3, 3, 18, tzinfo=UTC).timestamp()) * SECOND
NEXT_MIDNIGHT = int(datetime(2026, 3, 4, 5, tzinfo=UTC).timestamp()) * SECOND


def equity(
    number: int, sector: str = "Energy", increment: str = "0.01", seed: str = "100"
) -> InstrumentDefinition:
    return InstrumentDefinition(
        symbol=f"XNYS:E{number}",
        name=f"E{number}",
        asset_class="EQUITY",
        sector=sector,
        price_increment=Decimal(increment),
        seed_price=Decimal(seed),
    )


def fund(number: int) -> InstrumentDefinition:
    return InstrumentDefinition(symbol=f"ARCX:F{number}", name=f"F{number}", asset_class="ETF")


def crypto(number: int) -> InstrumentDefinition:
    return InstrumentDefinition(
        symbol=f"KRAKEN:C{number}-USD",
        name=f"C{number}",
        asset_class="CRYPTO",
        price_increment=Decimal("0.00001"),
        size_increment=Decimal("0.00000001"),
        round_lot=1,
        calendar="24/7",
        seed_price=Decimal("0.095"),
    )


MIXED = Universe(
    [
        *(equity(number, sector) for number, sector in enumerate(["Energy", "Utilities"] * 4)),
        equity(8, increment="0.05", seed="12.35"),
        equity(9, increment="0.0001", seed="0.0003"),
        *(fund(number) for number in range(3)),
        *(crypto(number) for number in range(3)),
    ]
)


def until(end: int, tape: Iterable[AnyEvent]) -> Iterator[AnyEvent]:
    return takewhile(lambda event: event.ts_event < end, tape)


def said(feed: SimulatedFeed, count: int) -> list[AnyEvent]:
    return list(islice(feed.tape(START), count))


class Clock:
    """A wall clock that moves only when somebody sleeps, or by hand."""

    def __init__(self, now: int) -> None:
        self.now = now
        self.naps: list[float] = []

    def time_ns(self) -> int:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += int(seconds * 1e9)


class TestTape:
    def test_is_the_same_for_the_same_parameters(self) -> None:
        feed = SimulatedFeed(MIXED, seed=3)
        assert said(feed, 5000) == said(feed, 5000) == said(SimulatedFeed(MIXED, seed=3), 5000)

    def test_differs_by_seed_rate_instruments_and_start(self) -> None:
        tapes = [
            said(SimulatedFeed(MIXED), 500),
            said(SimulatedFeed(MIXED, seed=8), 500),
            said(SimulatedFeed(MIXED, rate=20.0), 500),
            said(SimulatedFeed(MIXED, instruments=5), 500),
            list(islice(SimulatedFeed(MIXED).tape(START + 1), 500)),
        ]
        assert all(one != other for one, other in combinations(tapes, 2))

    def test_does_not_depend_on_the_clock(self) -> None:
        feed = SimulatedFeed(MIXED, time_ns=lambda: 1)
        assert said(feed, 2000) == said(SimulatedFeed(MIXED), 2000)

    def test_opens_with_reference_quote_and_trade_of_every_instrument(self) -> None:
        opening = said(SimulatedFeed(MIXED), 3 * len(MIXED))
        assert {event.ts_event for event in opening} == {START}
        for kind in (Reference, Quote, Trade):
            symbols = [event.symbol for event in opening if isinstance(event, kind)]
            assert sorted(symbols) == sorted(each.symbol for each in MIXED)

    def test_the_opening_day_so_far_is_consistent(self) -> None:
        opening = said(SimulatedFeed(MIXED), 3 * len(MIXED))
        prices = {event.symbol: event.price for event in opening if isinstance(event, Trade)}
        references = [event for event in opening if isinstance(event, Reference)]
        for day in references:
            definition = MIXED[day.symbol]
            assert day.prev_close_date == "2026-03-02"
            assert day.low is not None
            assert day.open is not None
            assert day.high is not None
            assert day.prev_close is not None
            assert day.volume is not None
            assert day.low <= min(day.open, prices[day.symbol])
            assert day.high >= max(day.open, prices[day.symbol])
            for price in (day.low, day.open, day.high, day.prev_close):
                assert price > 0
                assert price % definition.price_increment == 0
            assert day.volume > 0
            assert day.volume % definition.size_increment == 0
            if definition.symbol != "XNYS:E9":  # of three increments, each a third of its price
                assert abs(day.prev_close / definition.seed_price - 1) < Decimal("0.05")

    def test_prices_are_positive_and_on_the_grid(self) -> None:
        for event in said(SimulatedFeed(MIXED), 20_000):
            match event:
                case Trade(price=price):
                    prices = [price]
                case Quote(bid=Decimal() as bid, ask=Decimal() as ask):
                    assert bid <= ask
                    prices = [bid, ask]
                case _:
                    continue
            for price in prices:
                assert price > 0
                assert price % MIXED[event.symbol].price_increment == 0

    def test_sizes_are_positive_on_the_grid_and_quoted_in_round_lots(self) -> None:
        for event in said(SimulatedFeed(MIXED), 20_000):
            match event:
                case Trade(size=size):
                    assert size > 0
                    assert size % MIXED[event.symbol].size_increment == 0
                case Quote(bid_size=Decimal() as bid_size, ask_size=Decimal() as ask_size):
                    definition = MIXED[event.symbol]
                    is_crypto = definition.asset_class == "CRYPTO"
                    grid = definition.size_increment if is_crypto else definition.round_lot
                    assert min(bid_size, ask_size) > 0
                    assert bid_size % grid == ask_size % grid == 0

    def test_trades_are_at_the_standing_bid_or_ask(self) -> None:
        standing: dict[str, Quote] = {}
        sides = set()
        for event in said(SimulatedFeed(MIXED), 20_000):
            if isinstance(event, Quote):
                standing[event.symbol] = event
            if isinstance(event, Trade):
                quote = standing[event.symbol]
                assert event.price == (quote.ask if event.aggressor_side == "BUY" else quote.bid)
                sides.add(event.aggressor_side)
        assert sides == {"BUY", "SELL"}

    def test_some_quotes_are_locked(self) -> None:
        quotes = [event for event in said(SimulatedFeed(MIXED), 20_000) if isinstance(event, Quote)]
        locked = sum(event.bid == event.ask for event in quotes)
        assert 0.01 < locked / len(quotes) < 0.06

    def test_time_never_runs_backwards(self) -> None:
        times = [event.ts_event for event in said(SimulatedFeed(MIXED, rate=5000.0), 20_000)]
        assert times == sorted(times)

    @pytest.mark.parametrize("rate", [0.1, 50.0, 5000.0])
    @pytest.mark.parametrize("start", [START, START + 123_456_789])
    def test_a_heartbeat_comes_at_least_once_a_second(self, rate: float, start: int) -> None:
        tape = until(start + 20 * SECOND, SimulatedFeed(MIXED, rate=rate).tape(start))
        beats = [event for event in tape if isinstance(event, HeartbeatEvent)]
        times = [start, *(event.ts_event for event in beats), start + 20 * SECOND]
        assert max(later - one for one, later in pairwise(times)) <= SECOND
        assert {event.symbol for event in beats} == {""}

    def test_a_third_are_trades_and_the_rate_is_kept_on_average(self) -> None:
        hours = 4
        tape = until(START + hours * 60 * MINUTE, SimulatedFeed(MIXED, rate=10.0).tape(START))
        events = [event for event in tape if isinstance(event, Trade | Quote)]
        trades = sum(isinstance(event, Trade) for event in events)
        assert 0.31 < trades / len(events) < 0.36
        assert 7 < len(events) / (hours * 3600) < 14

    def test_some_instruments_trade_far_more_than_others(self) -> None:
        universe = Universe(equity(number) for number in range(100))
        tape = islice(SimulatedFeed(universe).tape(START), 300, 40_000)
        counts = dict.fromkeys((each.symbol for each in universe), 0)
        for event in tape:
            if isinstance(event, Trade | Quote):
                counts[event.symbol] += 1
        ordered = list(counts.values())
        assert sum(ordered[:10]) > 3 * sum(ordered[-10:]) > 0

    def test_the_bells_are_busier_than_midday(self) -> None:
        def count(start: datetime) -> int:
            begin = int(start.timestamp()) * SECOND
            tape = until(begin + 10 * MINUTE, SimulatedFeed(MIXED, rate=30.0).tape(begin))
            return sum(isinstance(event, Trade) for event in tape)

        bell, close, midday = (
            count(datetime(2026, 3, 3, hour, 30 * (hour == 14), tzinfo=UTC))
            for hour in (14, 21, 18)
        )
        assert min(bell, close) > 1.5 * midday

    def test_the_day_rolls_at_new_york_midnight(self) -> None:
        start = NEXT_MIDNIGHT - 30 * SECOND - 7
        last: dict[str, Decimal] = {}
        rolled: dict[str, Reference] = {}
        for event in until(NEXT_MIDNIGHT + SECOND, SimulatedFeed(MIXED).tape(start)):
            if isinstance(event, Trade) and event.ts_event < NEXT_MIDNIGHT:
                last[event.symbol] = event.price
            if isinstance(event, Reference) and event.ts_event > start:
                assert event.ts_event == NEXT_MIDNIGHT
                rolled[event.symbol] = event
        assert {symbol: event.prev_close for symbol, event in rolled.items()} == last
        assert {event.prev_close_date for event in rolled.values()} == {"2026-03-03"}
        assert {event.open for event in rolled.values()} == {None}

    def test_says_where_it_is_from_and_leaves_numbering_to_the_edge(self) -> None:
        for event in said(SimulatedFeed(MIXED), 3000):
            assert (event.source, event.seq, event.ts_recv) == ("simulated", 0, 0)

    def test_survives_the_wire(self) -> None:
        events = said(SimulatedFeed(MIXED), 3000)
        assert [decode(encode(event).rstrip()) for event in events] == events


@pytest.mark.parametrize("definition", [equity(0), fund(0), crypto(0)])
def test_a_week_stays_plausible(definition: InstrumentDefinition) -> None:
    """Nearly all of 300 weeks end within 15 % of the seed price, and few where they began."""
    anchor = float(definition.seed_price / definition.price_increment)
    ends = []
    for seed in range(300):
        rng = random.Random(seed)  # noqa: S311
        factors = Factors(rng)
        fair = FairPrice(definition, factors, rng, START)
        for hour in range(1, 7 * 24 + 1):
            factors.advance(1 / 24)
            fair.drift(START + hour * 60 * MINUTE, heat=1.0)
        ends.append(fair.price() / anchor - 1)
    assert sum(abs(end) < 0.15 for end in ends) > 290
    assert sum(abs(end) > 0.002 for end in ends) > 200


@pytest.fixture(scope="module")
def tape() -> list[AnyEvent]:
    """Long enough for several halts."""
    universe = Universe([*(equity(number) for number in range(540)), crypto(0)])
    return list(until(START + 60 * MINUTE, SimulatedFeed(universe, rate=20.0).tape(START)))


class TestHalts:
    def test_are_rare_and_have_a_reason(self, tape: list[AnyEvent]) -> None:
        halts = [x for x in tape if isinstance(x, TradingStatus) and x.status == "HALTED"]
        assert 4 <= len(halts) <= 24
        assert {event.reason for event in halts} == {"T1", "LULD"}

    def test_nothing_is_said_of_a_halted_instrument_until_it_trades(
        self, tape: list[AnyEvent]
    ) -> None:
        halted: dict[str, int] = {}
        lengths = []
        for event in tape:
            if not isinstance(event, TradingStatus):
                assert event.symbol not in halted
            elif event.status == "HALTED":
                halted[event.symbol] = event.ts_event
            else:
                lengths.append((event.ts_event - halted.pop(event.symbol)) / SECOND)
        assert lengths
        assert 30 <= min(lengths) <= max(lengths) <= 301

    def test_a_resumed_instrument_is_quoted_at_once(self, tape: list[AnyEvent]) -> None:
        for event, following in pairwise(tape):
            if isinstance(event, TradingStatus) and event.status == "TRADING":
                assert isinstance(following, Quote)
                assert following.symbol == event.symbol


SPACING = 20 * SECOND


@pytest.fixture(scope="module")
def returns() -> dict[str, list[float]]:
    """Log returns of every instrument's mid price over equal spans of one hour."""
    universe = Universe(
        equity(number, "Energy" if number < 6 else "Utilities") for number in range(12)
    )
    mids: dict[str, float] = {}
    rows: list[dict[str, float]] = []
    due = START + SPACING
    for event in until(START + 90 * MINUTE, SimulatedFeed(universe, rate=60.0).tape(START)):
        if event.ts_event >= due:
            rows.append(dict(mids))
            due += SPACING
        if isinstance(event, Quote) and event.bid and event.ask:
            mids[event.symbol] = math.log(event.bid + event.ask)
    return {
        symbol: [later[symbol] - one[symbol] for one, later in pairwise(rows)] for symbol in mids
    }


class TestCorrelation:
    def test_is_higher_within_a_sector_than_across(self, returns: dict[str, list[float]]) -> None:
        symbols = [f"XNYS:E{number}" for number in range(12)]
        within: list[float] = []
        across: list[float] = []
        for one, other in combinations(range(12), 2):
            pairs = within if (one < 6) == (other < 6) else across
            pairs.append(correlation(returns[symbols[one]], returns[symbols[other]]))
        assert mean(across) > 0.1
        assert mean(within) > mean(across) + 0.1


class TestInstruments:
    def test_a_short_list_still_holds_funds_and_crypto(self) -> None:
        feed = SimulatedFeed(MIXED, instruments=7)
        assert [each.ticker for each in feed.definitions] == [
            "E0", "E1", "F0", "E2", "E3", "C0-USD", "F1",
        ]  # fmt: skip

    def test_the_tape_is_of_those_alone(self) -> None:
        symbols = {event.symbol for event in said(SimulatedFeed(MIXED, instruments=4), 3000)}
        assert symbols == {"", "XNYS:E0", "XNYS:E1", "ARCX:F0", "XNYS:E2"}

    def test_none_at_all_cannot_be_simulated(self) -> None:
        with pytest.raises(FeedError, match="the universe has no instruments"):
            SimulatedFeed(Universe([]))


class TestPacing:
    async def collect(self, feed: SimulatedFeed, count: int) -> list[AnyEvent]:
        events: list[AnyEvent] = []
        async for event in feed.events():
            assert not isinstance(event, bytes)
            events.append(event)
            if len(events) == count:
                break
        return events

    async def test_plays_the_tape_from_now(self) -> None:
        clock = Clock(START)
        feed = SimulatedFeed(MIXED, time_ns=clock.time_ns, sleep=clock.sleep)
        events = await self.collect(feed, 4000)
        assert events == said(feed, 4000)
        assert clock.now >= events[-1].ts_event

    async def test_nothing_is_said_before_its_time_nor_much_after(self) -> None:
        clock = Clock(START)
        feed = SimulatedFeed(MIXED, time_ns=clock.time_ns, sleep=clock.sleep)
        seen = 0
        async for event in feed.events():
            assert not isinstance(event, bytes)
            assert 0 <= clock.now - event.ts_event <= SHORTEST_SLEEP * 1e9
            if (seen := seen + 1) == 4000:
                break

    async def test_sleeps_are_not_too_short_nor_too_long(self) -> None:
        clock = Clock(START)
        feed = SimulatedFeed(MIXED, rate=2000.0, time_ns=clock.time_ns, sleep=clock.sleep)
        await self.collect(feed, 4000)
        naps = [nap for nap in clock.naps if nap]
        assert SHORTEST_SLEEP <= min(naps) <= max(naps) <= 0.5

    async def test_a_given_start_is_played_at_its_own_pace(self) -> None:
        clock = Clock(START + 900 * MINUTE)
        feed = SimulatedFeed(MIXED, start_ns=START, time_ns=clock.time_ns, sleep=clock.sleep)
        events = await self.collect(feed, 2000)
        assert events == said(feed, 2000)
        assert 0 <= feed.clock() - events[-1].ts_event <= SHORTEST_SLEEP * 1e9

    async def test_catches_up_after_a_pause_and_lets_others_run(self) -> None:
        clock = Clock(START)
        feed = SimulatedFeed(MIXED, time_ns=clock.time_ns, sleep=clock.sleep)
        events = feed.events()
        await anext(events)
        clock.now += BEHIND_LIMIT // 2
        missed = [*until(clock.now, feed.tape(START))]
        assert [await anext(events) for _ in missed[1:]] == missed[1:]
        assert len(missed) > 5000
        assert clock.naps == [0] * len(range(0, len(missed), BREATH))

    @pytest.mark.parametrize("jump", [BEHIND_LIMIT + SECOND, -AHEAD_LIMIT - SECOND])
    async def test_begins_anew_when_the_clock_has_jumped(self, jump: int) -> None:
        clock = Clock(START)
        feed = SimulatedFeed(MIXED, time_ns=clock.time_ns, sleep=clock.sleep)
        events = feed.events()
        for _ in range(100):
            await anext(events)
        clock.now = now = clock.now + jump
        assert await anext(events) == Epoch(ts_event=now, source="simulated")
        expected = list(islice(feed.tape(now), 200))
        assert [await anext(events) for _ in range(200)] == expected


class TestQuery:
    def test_defaults(self) -> None:
        feed = SimulatedFeed.from_query(MIXED, {})
        assert (feed.seed, feed.rate, feed.start_ns) == (7, 400.0, None)
        assert len(feed.definitions) == len(MIXED)

    def test_every_parameter(self) -> None:
        params = {"seed": "11", "instruments": "5", "rate": "12.5", "start": str(START)}
        feed = SimulatedFeed.from_query(MIXED, params)
        assert (feed.seed, feed.rate, feed.start_ns) == (11, 12.5, START)
        assert len(feed.definitions) == 5

    @pytest.mark.parametrize(
        ("name", "value", "allowed"),
        [
            ("seed", "x", "from 0 to 9223372036854775807"),
            ("seed", "-1", "from 0 to 9223372036854775807"),
            ("instruments", "17", "from 0 to 16"),
            ("instruments", "-1", "from 0 to 16"),
            ("instruments", "1.5", "from 0 to 16"),
            ("rate", "0", "from 0.1 to 100000.0"),
            ("rate", "nan", "from 0.1 to 100000.0"),
            ("rate", "inf", "from 0.1 to 100000.0"),
            ("rate", "", "from 0.1 to 100000.0"),
            ("start", "0", "from 1 to 7258118399999999999"),
            ("start", "2026-03-03", "from 1 to 7258118399999999999"),
            ("start", "9" * 5000, "from 1 to 7258118399999999999"),
        ],
    )
    def test_a_bad_value_is_named_with_its_range(self, name: str, value: str, allowed: str) -> None:
        with pytest.raises(FeedError) as error:
            SimulatedFeed.from_query(MIXED, {name: value})
        assert str(error.value) == f"simulated: {name}={value[:40]!r} is not {allowed}"

    def test_an_unknown_parameter_is_named_with_the_known_ones(self) -> None:
        with pytest.raises(FeedError) as error:
            SimulatedFeed.from_query(MIXED, {"sede": "7"})
        assert str(error.value) == (
            "simulated: unknown parameter 'sede'; use instruments, rate, seed, start"
        )

    @pytest.mark.parametrize("start", [1, 7_258_118_399_999_999_999])
    def test_a_tape_begins_at_either_end_of_the_range(self, start: int) -> None:
        feed = SimulatedFeed.from_query(MIXED, {"start": str(start)})
        events = list(islice(feed.tape(start), 500))
        assert [decode(encode(event).rstrip()) for event in events] == events


def test_carries_its_word_and_is_always_open() -> None:
    assert (SimulatedFeed.name, SimulatedFeed.word, SimulatedFeed.always_open) == (
        "simulated",
        "SIMULATED",
        True,
    )
