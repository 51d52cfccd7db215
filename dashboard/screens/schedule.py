from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.screens.programmes import Programme
from ticker.market.frames import FeedState
from ticker.market.sessions import NEW_YORK, calendars


def is_on(programme: Programme, now: datetime, feed: FeedState) -> bool:
    """``now`` is aware. Hours follow the wall clock, market hours the clock of the feed; an unknown
    market counts as open."""
    return _is_scheduled(programme, now) and not (
        programme.only_in_session and feed.clock and not _is_regular(feed)
    )


def _is_regular(feed: FeedState) -> bool:
    return calendars(feed.always_open)["XNYS"].at(feed.clock).is_regular


def _is_scheduled(programme: Programme, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(programme.time_zone) if programme.time_zone else NEW_YORK)
    today, yesterday = (
        str(day.weekday()) in programme.days for day in (local, local - timedelta(days=1))
    )
    if programme.hours is None:
        return today
    starts, ends = programme.hours
    time = local.time()
    if starts < ends:
        return today and starts <= time < ends
    return (today and time >= starts) or (yesterday and time < ends)
