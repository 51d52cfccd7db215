"""The event rates of feeds, second by second."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ticker.market.frames import FeedHealth

KEPT = 60
"""Seconds of history."""

RECENT = 5
"""Seconds over which the displayed rate is averaged."""


class Sample(NamedTuple):
    """The event count of each feed, at a time in monotonic seconds."""

    at: float
    events: tuple[int, ...]


class Pace:
    """Takes one sample a second. Other threads read, so the samples are replaced, never changed."""

    def __init__(self) -> None:
        self._samples: tuple[Sample, ...] = ()

    def note(self, at: float, feeds: Sequence[FeedHealth]) -> None:
        """Only the first sample of a second counts."""
        samples = self._samples
        if samples and int(at) == int(samples[-1].at):
            return
        sample = Sample(at, tuple(feed.events for feed in feeds))
        if samples and len(sample.events) != len(samples[-1].events):
            samples = ()
        self._samples = (*samples[-KEPT:], sample)

    def forget(self) -> None:
        """Forget the samples: another publisher counts from zero."""
        self._samples = ()

    def rate(self, number: int) -> float | None:
        """Recent events a second of feed ``number``; None while too little is known."""
        samples = self._samples[-RECENT - 1 :]
        if len(samples) < 2:
            return None
        return _rate(samples[0], samples[-1], number)

    def rates(self, number: int) -> list[tuple[float, float]]:
        """Each second of the last minute, oldest first: its distance from the newest one in
        seconds, and its events a second."""
        samples = self._samples
        return [
            (samples[-1].at - after.at, _rate(before, after, number))
            for before, after in pairwise(samples)
            if samples[-1].at - after.at <= KEPT
        ]


def _rate(before: Sample, after: Sample, number: int) -> float:
    events = after.events[number] - before.events[number]
    return max(0.0, events / (after.at - before.at))
