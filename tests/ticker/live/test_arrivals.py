"""Arrivals: how long a page has waited for what is newer than its cursor."""

from __future__ import annotations

import pytest

from tests.support.clock import Clock
from tests.support.examples import IBM, UNIVERSE, frame, level
from ticker.live.arrivals import VERSIONS_KEPT, Arrivals
from ticker.live.mirror import Mirror
from ticker.market.freshness import SILENCE_LIMIT


@pytest.fixture
def arrivals(clock: Clock) -> Arrivals:
    return Arrivals()


def waited(arrivals: Arrivals, clock: Clock, cursor: int) -> float | None:
    since = arrivals.first_time_after(cursor)
    return None if since is None else clock.monotonic() - since


def test_a_page_waits_since_the_first_version_that_it_has_not(
    arrivals: Arrivals, clock: Clock
) -> None:
    for version in (2, 3, 4):
        arrivals.note(version)
        clock.advance(1)
    assert [waited(arrivals, clock, cursor) for cursor in (1, 2, 3)] == [3, 2, 1]


def test_who_has_the_newest_waits_for_nothing(arrivals: Arrivals, clock: Clock) -> None:
    assert waited(arrivals, clock, 1) is None
    arrivals.note(2)
    clock.advance(1)
    assert waited(arrivals, clock, 2) is None
    assert waited(arrivals, clock, 3) is None


def test_only_so_many_are_kept_and_the_oldest_stands_for_all_before(
    arrivals: Arrivals, clock: Clock
) -> None:
    for version in range(2, VERSIONS_KEPT + 12):
        arrivals.note(version)
        clock.advance(0.1)
    newest = VERSIONS_KEPT + 11
    assert waited(arrivals, clock, newest - 1) == pytest.approx(0.1)
    assert waited(arrivals, clock, newest - VERSIONS_KEPT) == pytest.approx(VERSIONS_KEPT / 10)
    assert waited(arrivals, clock, 1) == waited(arrivals, clock, newest - VERSIONS_KEPT)


def test_every_version_of_the_mirror_is_noted(clock: Clock) -> None:
    mirror = Mirror(UNIVERSE)
    first = mirror.version
    mirror.receive(frame(1, level(IBM, n=1)))
    clock.advance(SILENCE_LIMIT)
    silent = mirror.version
    mirror.mark_silence()
    clock.advance(1)
    assert mirror.version == silent + 1
    assert waited(mirror.arrivals, clock, silent) == 1
    assert waited(mirror.arrivals, clock, first) == SILENCE_LIMIT + 1
