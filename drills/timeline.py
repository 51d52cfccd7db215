"""What a page showed over time, judged by the tape, whose every tick is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from benchmarks.ticks import Ticks

CURRENT_WITHIN = 1.0
"""Seconds for which the values of a current page may be outdated: a few beats, and some patience
with a busy machine. What a page missed while something was broken is far older."""


class Look(NamedTuple):
    """A page from ``at`` (UTC ms) to the next look: the word that says it is not live, "" if it
    is, and of each symbol the time of the value shown, 0 where there is none."""

    at: float
    word: str
    shown: Mapping[str, int]


class Timeline:
    """``ticks`` reach beyond the last look."""

    def __init__(self, looks: Sequence[Look], ticks: Ticks) -> None:
        self._looks = looks
        self._ticks = ticks

    def oldest_live_age(self, since: float, until: float) -> float:
        """For how many seconds, at most, a value had been outdated that was shown as live."""
        spans = self._spans(since, until)
        return max(
            (self._oldest_age(look, end) for look, end in spans if not look.word), default=0.0
        )

    def seconds_old_as_live(self, since: float, until: float) -> float:
        """For how many seconds a value was shown as live that a current page does not show."""
        spans = self._spans(since, until)
        wrong = (
            end - max(look.at, since)
            for look, end in spans
            if not look.word and self._oldest_age(look, max(look.at, since)) > CURRENT_WITHIN
        )
        return sum(wrong) / 1000

    def recovery(self, since: float, until: float) -> float | None:
        """Seconds from ``since`` until the page was live and current and stayed so; None if it is
        not at the end."""
        last_bad = since
        for look, end in self._spans(since, until):
            if not self._is_current(look, max(look.at, since)):
                last_bad = end
        return (last_bad - since) / 1000 if last_bad < until else None

    def words(self, since: float, until: float) -> set[str]:
        return {look.word for look, _ in self._spans(since, until)}

    def backward_count(self, since: float, until: float) -> int:
        """How often a row went back to an older value; one that was blank in between counts too."""
        newest: dict[str, int] = {}
        found = 0
        for look, _ in self._spans(since, until):
            for symbol, ts in look.shown.items():
                found += bool(ts and ts < newest.get(symbol, 0))
                newest[symbol] = ts or newest.get(symbol, 0)
        return found

    def _spans(self, since: float, until: float) -> Iterator[tuple[Look, float]]:
        """Each look that was seen meanwhile, and when it was over."""
        ends = [look.at for look in self._looks[1:]] + [until]
        for look, end in zip(self._looks, ends, strict=bool(self._looks)):
            if end > since and look.at < until:
                yield look, min(end, until)

    def _is_current(self, look: Look, at: float) -> bool:
        is_whole = bool(look.shown) and all(look.shown.values())
        return is_whole and not look.word and self._oldest_age(look, at) <= CURRENT_WITHIN

    def _oldest_age(self, look: Look, at: float) -> float:
        """For how many seconds the oldest value of a row had been outdated at this time."""
        first = at
        for symbol, ts in look.shown.items():
            outdated = self._ticks.next_tick(symbol, ts) if ts else None
            first = min(first, at if outdated is None else outdated)
        return (at - first) / 1000
