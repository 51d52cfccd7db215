"""The pace of feeds, out of counts that come ten times a second, or late, or from another."""

from __future__ import annotations

from ticker.live.eventrates import SECONDS_KEPT, EventRates
from ticker.market.frames import FeedHealth


def counts(*events: int) -> list[FeedHealth]:
    return [FeedHealth(events=each) for each in events]


def test_a_rate_is_of_the_last_seconds() -> None:
    pace = EventRates()
    assert (pace.rate(0), pace.rates(0)) == (None, [])
    pace.add_sample(100.0, counts(0, 7))
    assert pace.rate(0) is None
    for beat in range(1, 101):
        pace.add_sample(100 + beat / 10, counts(beat if beat <= 50 else 50 + (beat - 50) * 3, 7))
    assert (pace.rate(0), pace.rate(1)) == (30.0, 0.0)
    rates = pace.rates(0)
    assert [round(ago) for ago, _ in rates] == list(range(9, -1, -1))
    assert [round(rate) for _, rate in rates] == [10] * 5 + [30] * 5


def test_a_gap_is_an_average_and_a_minute_is_kept() -> None:
    pace = EventRates()
    pace.add_sample(0.0, counts(0))
    pace.add_sample(10.0, counts(50))
    assert pace.rates(0) == [(0.0, 5.0)]
    for second in range(11, 200):
        pace.add_sample(float(second), counts(50))
    assert len(pace.rates(0)) == SECONDS_KEPT
    assert all(ago < SECONDS_KEPT for ago, _ in pace.rates(0))


def test_other_feeds_and_another_publisher_begin_anew() -> None:
    pace = EventRates()
    pace.add_sample(0.0, counts(5))
    pace.add_sample(1.0, counts(9, 0))
    assert (pace.rate(0), pace.rates(0)) == (None, [])
    pace.add_sample(2.0, counts(10, 0))
    assert pace.rate(0) == 1.0
    pace.add_sample(3.0, counts(1, 0))
    assert pace.rates(0)[-1] == (0.0, 0.0), "a count that begins again is no negative rate"
    pace.clear()
    assert pace.rates(0) == []
