from __future__ import annotations

from benchmarks.tape import BenchTape, opening_events
from benchmarks.ticks import SECOND, Schedule, Ticks, tape_definitions
from ticker.feeds.edge import Edge
from ticker.market.events import HeartbeatEvent, Trade
from ticker.market.freshness import Freshness
from ticker.market.instruments import Universe
from ticker.market.market import Market
from ticker.market.sessions import calendars

START = 1_700_000_000 * SECOND


def test_the_market_takes_all_of_it_and_every_cell_has_a_value() -> None:
    universe = Universe(tape_definitions())
    edge, market = Edge(universe, "exec"), Market(universe, calendars)
    said = opening_events(START) + BenchTape(Schedule(2000), START).take_due_events(
        START + SECOND // 2
    )
    events = [edge.normalise(line, START) for line in said.splitlines()]
    refused = [event for event in events if event is not None and market.apply(event)]
    assert (dict(edge.rejected), refused) == ({}, [])
    assert sum(isinstance(event, HeartbeatEvent) for event in events) == 1
    levels = {level.symbol: level for level in market.drain(1, 0, Freshness("LIVE"), START)}
    traded = {event.symbol for event in events if isinstance(event, Trade)}
    assert len(traded) > 50
    assert all(levels[each].chg_pct is not None and levels[each].low for each in traded)
    assert {level.status for level in levels.values()} == {"LIVE"}


def test_the_newest_time_of_a_row_is_one_that_the_schedule_knows() -> None:
    schedule, now = Schedule(2000), START + SECOND // 2
    market = Market(Universe(tape_definitions()), calendars)
    edge = Edge(market.universe, "exec")
    for line in (
        opening_events(START) + BenchTape(schedule, START).take_due_events(now)
    ).splitlines():
        event = edge.normalise(line, now)
        assert event is not None
        market.apply(event)
    ticks = Ticks(schedule, START, now)
    shown = [
        (each.symbol, each.ts_event // 1_000_000) for each in market.drain(1, 0, Freshness(""), now)
    ]
    assert [symbol for symbol, ms in shown if ticks.next_tick(symbol, ms) is not None] == []
    ticked = [(symbol, ms) for symbol, ms in shown if ms > START // 1_000_000]
    assert len(ticked) > 100
    assert all(ticks.next_tick(symbol, ms - 1) == ms for symbol, ms in ticked)


def test_a_late_tape_catches_up_and_keeps_to_its_times() -> None:
    schedule = Schedule(20_000)
    tape, now = BenchTape(schedule, START), START + SECOND // 4
    said = []
    tape.is_behind = True
    while tape.is_behind:
        said += tape.take_due_events(now).splitlines()
    times = [int(line.rpartition(b":")[2][:-1]) for line in said if b"heartbeat" not in line]
    assert times == [schedule.due_time(START, number) for number in range(5001)]
