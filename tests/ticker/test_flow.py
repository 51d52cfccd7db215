"""The account of one page: what it may be sent before it says that it has drawn what it got."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ticker.flow import (
    ASK_SPACING,
    BYTES_LIMIT,
    CLOSE_AFTER,
    LATE,
    PARK_AFTER,
    SECONDS_LIMIT,
    WINDOW,
    Credit,
)


def send(credit: Credit, size: int, now: float) -> int:
    """Sends as a connection does; answers the solicitation that went along, or 0."""
    asking = credit.ask() if credit.should_ask(now) else 0
    credit.sent(size, now, asking)
    return asking


def test_the_first_message_asks_and_then_one_a_second_while_the_page_answers() -> None:
    credit, asked = Credit(0), []
    for tenth in range(41):
        now = tenth / 10
        if seq := send(credit, 100, now):
            asked.append(now)
            assert credit.acknowledge(seq, now + 0.05)
    assert asked == [0, 1, 2, 3, 4]
    assert 0.045 < credit.round_trip < 0.0501


def test_a_late_page_is_asked_again_but_never_more_often_than_the_window() -> None:
    credit = Credit(0)
    assert send(credit, 1, 0)
    assert not send(credit, 1, LATE - 0.1)
    assert send(credit, 1, LATE)
    assert WINDOW == 2
    assert not send(credit, 1, LATE + 5)


def test_bytes_run_out_and_an_answer_brings_them_back() -> None:
    credit = Credit(0)
    seq = send(credit, BYTES_LIMIT - 1, 0)
    assert credit.allows(0.1)
    send(credit, 1, 0.1)
    assert not credit.allows(0.2)
    assert credit.acknowledge(seq, 0.3)
    assert credit.allows(0.3)


def test_time_runs_out_too() -> None:
    credit = Credit(0)
    send(credit, 1, 0)
    assert credit.allows(SECONDS_LIMIT - 0.01)
    assert not credit.allows(SECONDS_LIMIT)


def test_an_answer_stands_for_all_before_it() -> None:
    credit = Credit(0)
    send(credit, 1, 0)
    second = send(credit, 1, ASK_SPACING)
    assert credit.acknowledge(second, 1.2)
    assert credit.allows(100)
    assert not credit.acknowledge(second, 1.3)


def test_what_was_never_asked_is_no_answer() -> None:
    credit = Credit(0)
    assert not credit.acknowledge(1, 0)
    seq = send(credit, 1, 0)
    for made_up in (0, -1, seq + 1, 2**60):
        assert not credit.acknowledge(made_up, 0.1)
    assert not credit.allows(SECONDS_LIMIT)


def test_a_page_that_does_not_answer_is_parked_then_lost_and_an_answer_unparks() -> None:
    credit = Credit(0)
    seq = send(credit, 1, 0)
    assert not credit.is_parked(PARK_AFTER - 0.1)
    assert credit.is_parked(PARK_AFTER)
    assert not credit.is_lost(PARK_AFTER + CLOSE_AFTER - 0.1)
    assert credit.is_lost(PARK_AFTER + CLOSE_AFTER)
    assert credit.acknowledge(seq, 50)
    assert not credit.is_parked(50.1)
    assert not credit.is_lost(PARK_AFTER + CLOSE_AFTER)


@given(st.lists(st.tuples(st.integers(1, 60_000), st.floats(0.01, 1), st.booleans())))
def test_whatever_happens_the_bounds_hold(steps: list[tuple[int, float, bool]]) -> None:
    credit, now, unanswered, unacknowledged = Credit(0), 0.0, list[tuple[int, int]](), 0
    for size, pause, answers in steps:
        now += pause
        if credit.allows(now):
            asking = send(credit, size, now)
            unacknowledged += size
            assert unacknowledged < BYTES_LIMIT + 60_000
            if asking:
                unanswered.append((asking, unacknowledged))
        assert len(unanswered) <= WINDOW
        if answers and unanswered:
            seq, covered = unanswered.pop()
            unanswered.clear()
            unacknowledged -= covered
            assert credit.acknowledge(seq, now)


def test_a_page_that_was_frozen_is_not_sent_less_often_for_as_long() -> None:
    credit = Credit(0)
    seq = send(credit, 1, 0)
    assert credit.acknowledge(seq, PARK_AFTER + 50)
    assert credit.round_trip <= SECONDS_LIMIT
