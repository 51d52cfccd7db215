"""What was taken of a source is not taken again, in whatever order it comes."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.feeds import sequences as module
from ticker.feeds.ingest import LocalIngestFeed
from ticker.feeds.sequences import MOST_RANGES, SeenSequences, SequenceRanges
from ticker.market.events import BadEventError

NUMBERS = st.lists(st.integers(0, 40), max_size=60)


def refusal(ranges: SequenceRanges, number: int) -> str:
    """Why it is not taken; "" if it is."""
    try:
        ranges.add(number)
    except BadEventError as error:
        return error.reason
    return ""


@given(NUMBERS)
def test_each_number_is_taken_once(numbers: list[int]) -> None:
    ranges, seen = SequenceRanges(), set[int]()
    for number in numbers:
        assert refusal(ranges, number) == ("duplicate_seq" if number in seen else "")
        seen.add(number)
    held = [range(start, end + 1) for start, end in zip(ranges.starts, ranges.ends, strict=True)]
    assert [number for each in held for number in each] == sorted(seen)
    assert all(end + 1 < start for end, start in zip(ranges.ends, ranges.starts[1:], strict=False))


@given(NUMBERS)
def test_with_little_room_none_is_taken_twice_and_none_is_refused_without_a_reason(
    numbers: list[int],
) -> None:
    ranges, seen = SequenceRanges(), set[int]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_RANGES", 3)
        for number in numbers:
            reason = refusal(ranges, number)
            assert reason in ("", "duplicate_seq", "old_seq")
            assert (reason == "") <= (number not in seen)
            assert (reason == "duplicate_seq") <= (number in seen)
            assert (reason == "old_seq") == (number <= ranges.floor) or reason == ""
            seen |= {number} if not reason else set()
            assert len(ranges.starts) == len(ranges.ends) <= 3


def test_who_counts_takes_one_range_however_much_is_said() -> None:
    ranges = SequenceRanges()
    for number in range(5 * MOST_RANGES):
        ranges.add(number)
    assert (ranges.starts, ranges.ends) == ([0], [5 * MOST_RANGES - 1])


def test_who_numbers_by_the_clock_is_known_for_so_many_events() -> None:
    ranges = SequenceRanges()
    for number in range(0, 3 * (MOST_RANGES + 1), 3):
        ranges.add(number)
    assert len(ranges.starts) == MOST_RANGES
    assert refusal(ranges, 0) == "old_seq"
    assert refusal(ranges, 3) == "duplicate_seq"
    assert refusal(ranges, 1) == ""


def test_sources_know_nothing_of_each_other() -> None:
    taken = SeenSequences()
    taken.add("desk", 1)
    taken.add("other", 1)
    with pytest.raises(BadEventError, match="duplicate_seq"):
        taken.add("desk", 1)


def test_a_feed_goes_on_from_the_progress_of_another_process() -> None:
    before, after = LocalIngestFeed(), LocalIngestFeed()
    for number in (1, 2, 9):
        before.seen_sequences.add("desk", number)
    before.position = "5-1"
    edges = after.seen_sequences
    after.resume(b"")
    after.resume(before.progress())
    assert edges is after.seen_sequences, "the edge has it since before"
    assert msgspec.to_builtins(edges) == msgspec.to_builtins(before.seen_sequences)
    assert after.position == "5-1"
