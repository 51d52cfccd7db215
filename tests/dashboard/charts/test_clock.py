from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.charts.clock import Clock
from ticker.market.sessions import NEW_YORK


@pytest.mark.parametrize(
    "change", [datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)]
)
def test_it_shows_what_clocks_do_there_also_when_they_change(change: datetime) -> None:
    clock = Clock(NEW_YORK)
    shifts = set()
    for minutes in range(-180, 180):
        time = change + timedelta(minutes=minutes)
        shown = clock.local_datetime(int(time.timestamp()) * 10**9)
        assert shown.replace(tzinfo=None) == time.astimezone(NEW_YORK).replace(tzinfo=None)
        shifts.add(shown - time)
    assert shifts == {timedelta(hours=-5), timedelta(hours=-4)}
