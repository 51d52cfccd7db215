"""How much a source may post: what it has overdrawn it pays back before it is let in again."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.support.clock import Clock
from ticker.ingest import allowance as module
from ticker.ingest.allowance import MOST_OPEN, Allowance, TooManyError


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def wait(allowance: Allowance, events: int = 0) -> float:
    """Seconds for which a request with so many events is turned away; 0 if it is let in."""
    try:
        with allowance.open_request():
            allowance.spend(events)
    except TooManyError as error:
        return error.retry_after
    return 0


def test_so_many_requests_a_second(clock: Clock) -> None:
    allowance = Allowance(requests=2, events=100)
    assert [wait(allowance) for _ in range(3)] == [0, 0, 0.5]
    clock.advance(0.5)
    assert [wait(allowance) for _ in range(2)] == [0, 0.5]
    clock.advance(60)
    assert [wait(allowance) for _ in range(3)] == [0, 0, 0.5], "no more is saved than a second's"


def test_a_request_may_have_many_events_which_are_paid_for_before_the_next(clock: Clock) -> None:
    allowance = Allowance(requests=100, events=10)
    assert wait(allowance, events=110) == 0
    assert wait(allowance) == pytest.approx(10.1)
    clock.advance(10)
    assert wait(allowance) == pytest.approx(0.1)
    clock.advance(0.11)
    assert wait(allowance) == 0


def test_so_many_are_open_at_once() -> None:
    allowance = Allowance(requests=100, events=100)
    with ExitStack() as opened:
        for _ in range(MOST_OPEN):
            opened.enter_context(allowance.open_request())
        assert wait(allowance) == 1
    assert wait(allowance) == 0
