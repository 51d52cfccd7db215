"""Waits between attempts: longer each time, never the same for all, short again after success."""

from __future__ import annotations

import pytest

from ticker.feeds.backoff import FIRST_DELAY, JITTER, LONGEST_DELAY, Backoff


def test_it_doubles_up_to_the_longest_and_begins_again() -> None:
    backoff = Backoff()
    for _ in range(2):
        waits = [backoff.take() for _ in range(9)]
        whole = [0.25, 0.5, 1, 2, 4, 8, 16, 30, 30]
        assert waits == [pytest.approx(each, rel=JITTER) for each in whole]
        backoff.reset()


def test_two_do_not_come_back_at_once() -> None:
    waits = {Backoff().take() for _ in range(20)}
    assert len(waits) > 1
    assert all(FIRST_DELAY * (1 - JITTER) <= each <= LONGEST_DELAY for each in waits)
