"""The sequence numbers already taken from each source, so that events sent again are not applied
twice."""

from __future__ import annotations

from bisect import bisect_right

from msgspec import Struct

from ticker.market.events import BadEventError

MOST_RANGES = 10_000
"""Ranges of numbers kept for a source. A source that counts needs a single range; one that numbers
by the clock needs one for each event."""


class SequenceRanges(Struct, array_like=True):
    """The ``source_seq`` numbers taken from one source, as ranges with both ends included, lowest
    first. Numbers up to ``floor`` are no longer known."""

    floor: int = -1
    starts: list[int] = []
    ends: list[int] = []

    def add(self, number: int) -> None:
        """Raises BadEventError (duplicate_seq, old_seq)."""
        if number <= self.floor:
            raise BadEventError("old_seq", f"{number} is too far below those taken since")
        starts, ends = self.starts, self.ends
        after = bisect_right(starts, number)
        if after and number <= ends[after - 1]:
            raise BadEventError("duplicate_seq", str(number))
        follows = after > 0 and ends[after - 1] == number - 1
        precedes = after < len(starts) and starts[after] == number + 1
        if follows and precedes:
            ends[after - 1] = ends.pop(after)
            del starts[after]
        elif follows:
            ends[after - 1] = number
        elif precedes:
            starts[after] = number
        else:
            starts.insert(after, number)
            ends.insert(after, number)
            self._forget_lowest()

    def _forget_lowest(self) -> None:
        """Numbers below it then count as old, even if never sent: they may have been."""
        if len(self.starts) > MOST_RANGES:
            del self.starts[0]
            self.floor = self.ends.pop(0)


class SeenSequences(Struct, array_like=True):
    """Ranges by source."""

    sources: dict[str, SequenceRanges] = {}

    def add(self, source: str, number: int) -> None:
        """Raises BadEventError (duplicate_seq, old_seq)."""
        ranges = self.sources.get(source)
        if ranges is None:
            ranges = self.sources[source] = SequenceRanges()
        ranges.add(number)
