from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ticker.market.frames import FeedHealth

SECONDS_KEPT = 60
"""Seconds of history."""

RATE_SECONDS = 5
"""Seconds over which the displayed rate is averaged."""


class Sample(NamedTuple):
    """The event count of each feed, at a time in monotonic seconds."""

    time: float
    events: tuple[int, ...]


class EventRates:
    """Takes one sample a second. Other threads read, so the samples are replaced, never changed."""

    def __init__(self) -> None:
        self._samples: tuple[Sample, ...] = ()

    def add_sample(self, now: float, feeds: Sequence[FeedHealth]) -> None:
        """Only the first sample of a second counts."""
        samples = self._samples
        if samples and int(now) == int(samples[-1].time):
            return
        sample = Sample(now, tuple(feed.events for feed in feeds))
        if samples and len(sample.events) != len(samples[-1].events):
            samples = ()
        self._samples = (*samples[-SECONDS_KEPT:], sample)

    def clear(self) -> None:
        """Forget the samples: another publisher counts from zero."""
        self._samples = ()

    def rate(self, feed_index: int) -> float | None:
        """Recent events a second of feed ``number``; None while too little is known."""
        samples = self._samples[-RATE_SECONDS - 1 :]
        if len(samples) < 2:
            return None
        return _rate(samples[0], samples[-1], feed_index)

    def rates(self, feed_index: int) -> list[tuple[float, float]]:
        """Each second of the last minute, oldest first: its distance from the newest one in
        seconds, and its events a second."""
        samples = self._samples
        return [
            (samples[-1].time - after.time, _rate(before, after, feed_index))
            for before, after in pairwise(samples)
            if samples[-1].time - after.time <= SECONDS_KEPT
        ]


def _rate(before: Sample, after: Sample, feed_index: int) -> float:
    events = after.events[feed_index] - before.events[feed_index]
    return max(0.0, events / (after.time - before.time))
