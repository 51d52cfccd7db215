from __future__ import annotations

from itertools import islice, pairwise

from benchmarks.rowpage import RowPage
from benchmarks.staleness import percentile, stalenesses
from benchmarks.ticks import SECOND, Schedule, Ticks, tape_definitions
from benchmarks.wire import Counters, Recording, RowChange, ShownRow

START = 1_700_000_000 * SECOND
START_MS = START // 1_000_000
SCHEDULE = Schedule(1000)


def times_of(symbol: str) -> list[int]:
    """When it ticks in the first two seconds, UTC milliseconds."""
    wanted = [each.symbol for each in tape_definitions()].index(symbol)
    numbers = enumerate(islice(SCHEDULE.symbols(), 2001))
    return [
        SCHEDULE.due_time(START, number) // 1_000_000 for number, each in numbers if each == wanted
    ]


def busiest() -> str:
    return max(tape_definitions()[:50], key=lambda each: len(times_of(each.symbol))).symbol


def ticks() -> Ticks:
    return Ticks(SCHEDULE, START, START + 2 * SECOND)


def test_a_value_is_outdated_by_the_first_tick_after_it_and_not_by_the_one_that_came() -> None:
    symbol = busiest()
    times = times_of(symbol)
    change = RowChange(symbol, times[0], times[5] + 3.0)
    logged = Recording([change], [], blank_pages=0)
    found = stalenesses(ticks(), logged, START_MS, START_MS + 2000, START_MS + 2000)
    assert found == [times[5] + 3.0 - times[1]]


def test_a_value_never_replaced_counts_to_the_end() -> None:
    symbol = busiest()
    times = times_of(symbol)
    logged = Recording([], [ShownRow(symbol, times[0])], blank_pages=0)
    cut = START_MS + 5000
    assert stalenesses(ticks(), logged, START_MS, START_MS + 2000, cut) == [cut - times[1]]


def test_only_what_was_outdated_within_the_window_counts() -> None:
    symbol = busiest()
    times = times_of(symbol)
    changes = [RowChange(symbol, shown, later + 1.0) for shown, later in pairwise(times)]
    logged = Recording(changes, [ShownRow(symbol, times[-1])], blank_pages=0)
    found = stalenesses(ticks(), logged, times[2], times[4], START_MS + 5000)
    assert found == [1.0] * 2


def test_a_busy_symbol_gets_the_share_that_zipf_gives_it() -> None:
    symbols = list(islice(SCHEDULE.symbols(), 20_000))
    counts = sorted((symbols.count(each) for each in set(symbols)), reverse=True)
    assert 0.13 < counts[0] / 20_000 < 0.165
    assert 1.7 < counts[0] / counts[1] < 2.3


def test_percentiles_are_by_nearest_rank() -> None:
    assert [percentile(range(1, 101), percent) for percent in (50, 99, 100)] == [50, 99, 100]
    assert percentile([], 99) == 0.0


def test_a_page_notes_changes_of_rows_that_it_shows() -> None:
    counters = Counters()
    page = RowPage(counters)
    row = b'<tr id="row-board-XNAS-NVDA" data-symbol="XNAS:NVDA" data-ts="%d" class="">'
    page.receive(row % 5)
    page.changes = []
    for ts in (5, 9, 8):
        page.receive(row % ts)
    assert [(change.symbol, change.shown) for change in page.changes] == [
        ("XNAS:NVDA", 5),
        ("XNAS:NVDA", 9),
    ]
    assert (counters.sampled_rows, counters.backwards) == (4, 1)
    assert page.shown_rows() == [ShownRow("XNAS:NVDA", 8)]
