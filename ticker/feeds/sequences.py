"""What was taken of each source, so that what is sent again is not taken twice."""

from __future__ import annotations

from bisect import bisect_right

from msgspec import Struct

from ticker.market.events import BadEventError

MOST_RANGES = 10_000
"""Ranges of numbers that are kept of a source. One that counts has a single one, however much it
says; one that numbers by the clock has as many as it said events."""


class Ranges(Struct, array_like=True):
    """The ``source_seq`` of a source that were taken, as ranges, both ends in them, the lowest
    first. Up to ``floor`` nothing is known any more."""

    floor: int = -1
    starts: list[int] = []
    ends: list[int] = []

    def take(self, number: int) -> None:
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
        """What lies below then counts as old, also where it was never said: it may have been."""
        if len(self.starts) > MOST_RANGES:
            del self.starts[0]
            self.floor = self.ends.pop(0)


class Taken(Struct, array_like=True):
    """By source."""

    sources: dict[str, Ranges] = {}

    def take(self, source: str, number: int) -> None:
        """Raises BadEventError (duplicate_seq, old_seq)."""
        ranges = self.sources.get(source)
        if ranges is None:
            ranges = self.sources[source] = Ranges()
        ranges.take(number)
