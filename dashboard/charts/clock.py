from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ticker.market.bar import SECOND

HOUR = 3600
"""Seconds."""


class Clock:
    """Looks each hour up once: New York's offset changes on the hour by UTC."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._shifts: dict[int, int] = {}

    def local_seconds(self, ts: int) -> int:
        """Local seconds since 1970, for UTC nanoseconds."""
        seconds = ts // SECOND
        hour = seconds // HOUR
        if hour not in self._shifts:
            self._shifts[hour] = _shift(hour * HOUR, self._zone)
        return seconds + self._shifts[hour]

    def local_datetime(self, ts: int) -> datetime:
        """For UTC nanoseconds."""
        return datetime.fromtimestamp(self.local_seconds(ts), UTC)


def _shift(seconds: int, zone: ZoneInfo) -> int:
    shift = datetime.fromtimestamp(seconds, zone).utcoffset()
    return int(shift.total_seconds()) if shift else 0
