"""The account of one page: what it may be sent before it says that it has drawn what it got."""

from __future__ import annotations

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from ticker.live.flow import (
    ASK_PARKED_EVERY,
    BYTES_LIMIT,
    CLOSE_AFTER,
    LATE,
    PARK_AFTER,
    PATIENCE,
    SECONDS_LIMIT,
    WINDOW,
    Credit,
)
from ticker.web.consumers import MESSAGES_PER_SECOND

_seqs = count(1)


def send(credit: Credit, size: int, now: float, *, beats: bool = True) -> int:
    """Sends as a connection does; answers the solicitation that went along, or 0."""
    seq = next(_seqs)
    asking = seq if credit.should_solicit(seq, now, beats) else 0
    credit.record_sent(size, now, asking)
    return asking


def test_only_heartbeats_ask_while_the_page_answers() -> None:
    credit, asked = Credit(0), []
    for tenth in range(41):
        now = tenth / 10
        if seq := send(credit, 100, now, beats=tenth % 10 == 0):
            asked.append(now)
            assert credit.acknowledge(seq, now + 0.05)
    assert asked == [0, 1, 2, 3, 4]
    assert 0.045 < credit.round_trip < 0.0501


def test_a_late_page_is_asked_again_but_never_more_often_than_the_window() -> None:
    credit = Credit(0)
    assert send(credit, 1, 0)
    assert not send(credit, 1, LATE - 0.1)
    assert send(credit, 1, LATE, beats=False)
    assert WINDOW == 2
    assert not send(credit, 1, LATE + 5)


def test_many_bytes_are_asked_for_without_a_heartbeat_and_none_twice() -> None:
    credit = Credit(0)
    assert not send(credit, BYTES_LIMIT // 2, 0, beats=False)
    seq = send(credit, 1, 0, beats=False)
    assert seq
    credit.record_sent(BYTES_LIMIT // 2, 0)
    assert not credit.should_solicit(seq, 0, has_heartbeat=True)
    assert credit.should_solicit(seq + 1, 0, has_heartbeat=False)


def test_bytes_run_out_and_an_answer_brings_them_back() -> None:
    credit = Credit(0)
    seq = send(credit, BYTES_LIMIT - 1, 0)
    assert credit.allows_rows(0.1)
    send(credit, 1, 0.1)
    assert not credit.allows_rows(0.2)
    assert credit.acknowledge(seq, 0.3)
    assert credit.allows_rows(0.3)


def test_time_runs_out_too() -> None:
    credit = Credit(0)
    send(credit, 1, 0)
    assert credit.allows_rows(PATIENCE - 0.01)
    assert not credit.allows_rows(PATIENCE)
    unasked = Credit(0)
    send(unasked, 1, 0, beats=False)
    assert unasked.allows_rows(SECONDS_LIMIT - 0.01)
    assert not unasked.allows_rows(SECONDS_LIMIT)


def test_an_answer_stands_for_all_before_it() -> None:
    credit = Credit(0)
    send(credit, 1, 0)
    second = send(credit, 1, 1)
    assert credit.acknowledge(second, 1.2)
    assert credit.allows_rows(1 + SECONDS_LIMIT - 0.01)
    assert not credit.acknowledge(second, 1.3)


def test_what_was_never_asked_is_no_answer() -> None:
    credit = Credit(0)
    assert not credit.acknowledge(1, 0)
    seq = send(credit, 1, 0)
    for made_up in (0, -1, seq + 1, 2**60):
        assert not credit.acknowledge(made_up, 0.1)
    assert not credit.allows_rows(SECONDS_LIMIT)


def test_what_lies_between_two_that_were_asked_was_not_asked() -> None:
    credit = Credit(0)
    credit.record_sent(1, 0, solicitation_seq=3)
    credit.record_sent(1, LATE, solicitation_seq=8)
    assert not credit.acknowledge(5, 0.6)
    assert credit.acknowledge(8, 0.6)


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


@given(
    st.lists(st.tuples(st.integers(1, 60_000), st.floats(0.01, 1), st.booleans(), st.booleans()))
)
def test_whatever_happens_the_bounds_hold(steps: list[tuple[int, float, bool, bool]]) -> None:
    credit, now, unanswered, unacknowledged = Credit(0), 0.0, list[tuple[int, int]](), 0
    for size, pause, beats, answers in steps:
        now += pause
        if credit.allows_rows(now):
            asking = send(credit, size, now, beats=beats)
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


def test_a_page_far_away_is_waited_for_as_long_as_it_usually_takes() -> None:
    credit, now = Credit(0), 0.0
    for _ in range(10):
        seq = send(credit, 1, now)
        now += 0.6
        assert credit.acknowledge(seq, now)
        now += 0.4
    send(credit, 1, now)
    assert credit.allows_rows(now + 0.9)
    assert not credit.is_behind(now + 0.9)
    assert not credit.allows_rows(now + 1.25)
    assert credit.is_behind(now + 1.25)


def test_a_page_that_is_near_is_not() -> None:
    credit = Credit(0)
    assert credit.acknowledge(send(credit, 1, 0), 0.05)
    send(credit, 1, 1)
    assert credit.allows_rows(1 + PATIENCE - 0.01)
    assert not credit.allows_rows(1 + PATIENCE)
    assert not credit.is_behind(1 + LATE - 0.01)
    assert credit.is_behind(1 + LATE)


def test_a_parked_page_is_asked_now_and_then_and_its_newest_answers_count() -> None:
    credit = Credit(0)
    first, second = send(credit, 1, 0), send(credit, 1, LATE)
    assert not send(credit, 1, PARK_AFTER - 0.1)
    assert not send(credit, 1, PARK_AFTER, beats=False)
    third = send(credit, 1, PARK_AFTER)
    assert third
    assert not credit.acknowledge(first, PARK_AFTER + 0.1)
    assert credit.acknowledge(second, PARK_AFTER + 0.1)
    assert credit.acknowledge(third, PARK_AFTER + 0.2)
    assert credit.allows_rows(PARK_AFTER + 0.3)


def test_a_page_that_answers_at_last_whatever_it_was_asked_is_no_flood() -> None:
    credit = Credit(0)
    beats = range(int(PARK_AFTER + CLOSE_AFTER))
    asked = [beat for beat in beats if send(credit, 1, beat)]
    assert credit.is_parked(beats[-1])
    assert asked[-1] > PARK_AFTER + CLOSE_AFTER - ASK_PARKED_EVERY - 1
    assert len(asked) < MESSAGES_PER_SECOND / 2
