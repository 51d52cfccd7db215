"""Feeds and sources as JSON for staff."""

from __future__ import annotations

from datetime import datetime

from django.http import JsonResponse

from dashboard.feeds.feedrow import FeedRow
from dashboard.feeds.sources import SourceRow, Sources
from dashboard.feeds.switches import all_switches
from ticker.live.mirror import Mirror
from ticker.market.frames import Gap, Switch


def json_file(
    mirror: Mirror, rows: list[FeedRow], sources: Sources, stored: list[Switch]
) -> JsonResponse:
    """Nanoseconds are strings, ages are in seconds, null is missing. ``silence`` is the time since
    the last frame."""
    feed = mirror.feed
    return JsonResponse(
        {
            "name": feed.name,
            "word": feed.word,
            "clock": _ns(feed.clock),
            "silence": round(mirror.silence, 1) if mirror.has_frames else None,
            "feeds": [_feed(item) for item in rows],
            "switches": [_switch(item) for item in all_switches(feed.switches, stored)],
            "sources": [_source(item) for item in sources.rows],
            "instruments_waiting": sources.waiting_instruments,
        }
    )


def _feed(row: FeedRow) -> dict[str, object]:
    health = row.health
    return {
        "name": health.name,
        "word": row.word,
        "events_per_second": _one_decimal(row.rate),
        "newest": _ns(health.newest),
        "newest_age": _one_decimal(row.newest_age),
        "heard": _ns(health.last_heard),
        "heard_age": _one_decimal(row.heard_age),
        "events": health.events,
        "rejected": health.rejected,
        "failures": health.failures,
        "problem": health.problem or None,
        "gaps": health.gaps,
        "last_gap": _gap(health.last_gap),
        "symbols": health.symbols,
    }


def _gap(gap: Gap | None) -> dict[str, object] | None:
    return None if gap is None else {"since": _ns(gap.since), "until": _ns(gap.until)}


def _switch(switch: Switch) -> dict[str, object]:
    return {
        "ts": _ns(switch.ts),
        "before": switch.before or None,
        "after": switch.after or None,
        "symbols": switch.symbols,
    }


def _source(row: SourceRow) -> dict[str, object]:
    return {
        "name": row.name,
        "scope": list(row.scope),
        "may_add": row.may_add,
        "added": row.instrument_count,
        "created": _time(row.created_at),
        "revoked": _time(row.revoked_at),
    }


def _ns(ts: int) -> str | None:
    return str(ts) if ts else None


def _one_decimal(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
