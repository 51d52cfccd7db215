"""The pace of the feeds: how many events each has said, second by second."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ticker.market.frames import FeedHealth

KEPT = 60
"""Seconds that are looked back."""

RECENT = 5
"""Seconds over which a rate is taken that is shown as a number."""


class Sample(NamedTuple):
    """What each feed had said at a time in monotonic seconds."""

    at: float
    events: tuple[int, ...]


class Pace:
    """One sample a second, whoever looks. Other threads look: what they see is put in the place of
    what was there, never changed."""

    def __init__(self) -> None:
        self._samples: tuple[Sample, ...] = ()

    def note(self, at: float, feeds: Sequence[FeedHealth]) -> None:
        """Of what comes within one second the first counts."""
        samples = self._samples
        if samples and int(at) == int(samples[-1].at):
            return
        sample = Sample(at, tuple(each.events for each in feeds))
        if samples and len(sample.events) != len(samples[-1].events):
            samples = ()
        self._samples = (*samples[-KEPT:], sample)

    def forget(self) -> None:
        """Another publisher counts anew."""
        self._samples = ()

    def rate(self, number: int) -> float | None:
        """Events a second that feed ``number`` has said of late; None while too little is known."""
        samples = self._samples[-RECENT - 1 :]
        if len(samples) < 2:
            return None
        return _rate(samples[0], samples[-1], number)

    def rates(self, number: int) -> list[tuple[float, float]]:
        """Each second of the last minute, the oldest first: how many seconds before the newest one
        it ended, and events a second in it."""
        samples = self._samples
        return [
            (samples[-1].at - after.at, _rate(before, after, number))
            for before, after in pairwise(samples)
            if samples[-1].at - after.at <= KEPT
        ]


def _rate(before: Sample, after: Sample, number: int) -> float:
    said = after.events[number] - before.events[number]
    return max(0.0, said / (after.at - before.at))
