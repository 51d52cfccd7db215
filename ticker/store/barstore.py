"""The store of bars and last states: in the database, by the source that they are of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.models import QuerySet
from msgspec import structs

from ticker import models
from ticker.market import state
from ticker.market.bar import MINUTE, PRICES, Bar, Interval, merged
from ticker.market.frames import Switch
from ticker.market.market import Folded
from ticker.market.minutes import KEPT
from ticker.market.state import State
from ticker.models.bar import COUNTS, SIZES

AT_ONCE = 2000
"""Rows deleted in one transaction."""

MOST_SWITCHES = 1000
"""Switches that are kept at most."""

NUMBERS = (*PRICES, *SIZES)
KEY = ("source", "interval", "symbol", "ts_open")
COLUMNS = (*KEY, *NUMBERS, *COUNTS)
STATE_KEY = ("source", "symbol")
STATE = (*STATE_KEY, "data")
PROGRESS = ("source", "data")
SWITCH = ("ts", "before", "after", "symbols")


def keep(source: str, interval: Interval, bars: Iterable[tuple[str, Bar]]) -> int:
    """Inserts bars by symbol, or replaces those that are kept; all or none. Answers how many."""
    rows = [(source, interval, symbol, bar.ts_open, *_values(bar)) for symbol, bar in bars]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_upsert(models.Bar._meta.db_table, COLUMNS, len(KEY)), rows)
    return len(rows)


def write(
    bars: Mapping[tuple[str, Interval, str, int], Bar],
    parts: Iterable[tuple[str, Folded]],
    states: Mapping[tuple[str, str], State],
    progress: Mapping[str, bytes] = {},
    switches: Iterable[Switch] = (),
) -> None:
    """Bars by source, interval, symbol and beginning, what is to be added to others, last states
    by source and symbol, how far feeds have come, and switches that have begun or grown: all or
    none."""
    with transaction.atomic(), connection.cursor() as cursor:
        rows = [(*key, *_values(bar)) for key, bar in bars.items()]
        cursor.executemany(_upsert(models.Bar._meta.db_table, COLUMNS, len(KEY)), rows)
        for source, part in parts:
            _add(source, part.interval, part.symbol, part.bar)
        packed = [(*key, state.encode(each)) for key, each in states.items()]
        cursor.executemany(_upsert(models.LastState._meta.db_table, STATE, len(STATE_KEY)), packed)
        come = _upsert(models.FeedProgress._meta.db_table, PROGRESS, 1)
        cursor.executemany(come, list(progress.items()))
        grown = _upsert(models.FeedSwitch._meta.db_table, SWITCH, 3)
        cursor.executemany(grown, [structs.astuple(each) for each in switches])


def _add(source: str, interval: Interval, symbol: str, part: Bar) -> None:
    kept = models.Bar.objects.select_for_update().filter(
        source=source, interval=interval, symbol=symbol, ts_open=part.ts_open
    )
    found = next((bar for _, bar in kept.bars()), None)
    keep(source, interval, [(symbol, _joined(found, part) if found else part)])


def _joined(kept: Bar, part: Bar) -> Bar:
    """One bar of two accounts of the same interval."""
    whole = merged(kept.ts_open, sorted((kept, part), key=lambda each: each.ts_first))
    last = max((part, kept), key=lambda each: each.ts_last)
    return structs.replace(whole, close=last.close, ts_last=last.ts_last)


def bars(source: str, symbol: str, interval: Interval, start: int, end: int) -> list[Bar]:
    """Those that begin from ``start`` on and before ``end``, UTC nanoseconds, the oldest first."""
    kept = models.Bar.objects.filter(
        source=source, symbol=symbol, interval=interval, ts_open__gte=start, ts_open__lt=end
    )
    return [bar for _, bar in kept.order_by("ts_open").bars()]


def newest_minutes(source: str) -> tuple[int, dict[str, list[Bar]]]:
    """From where on, and by symbol, the bars that a market which begins again goes on from."""
    kept = models.Bar.objects.filter(source=source, interval="1m")
    newest = kept.order_by("-ts_open").first()
    if newest is None:
        return 0, {}
    floor = newest.ts_open - KEPT * MINUTE
    found: dict[str, list[Bar]] = {}
    for symbol, bar in kept.filter(ts_open__gte=floor).bars():
        found.setdefault(symbol, []).append(bar)
    return floor, found


def states(source: str) -> Mapping[str, State]:
    """By symbol. What another version wrote is as if it were not there."""
    return dict(_states(source))


def state_of(source: str, symbol: str) -> State | None:
    """None if nothing is kept, or by another version."""
    return dict(_states(source, symbol=symbol)).get(symbol)


def _states(source: str, **of: str) -> Iterator[tuple[str, State]]:
    kept = models.LastState.objects.filter(source=source, **of)
    for symbol, data in kept.values_list("symbol", "data"):
        try:
            yield symbol, state.decode(bytes(data))
        except msgspec.DecodeError:
            continue


def progress(source: str) -> bytes:
    """How far its feed had come; b"" if nothing is kept."""
    kept = models.FeedProgress.objects.filter(source=source).first()
    return bytes(kept.data) if kept else b""


def prune(minutes_before: int, days_before: int) -> int:
    """Forgets bars that began before these instants, UTC nanoseconds. Answers how many."""
    old_minutes = models.Bar.objects.filter(interval="1m", ts_open__lt=minutes_before)
    old_days = models.Bar.objects.filter(interval="1d", ts_open__lt=days_before)
    return _delete(old_minutes) + _delete(old_days)


def prune_switches(before: int) -> int:
    """Forgets those before this instant, UTC nanoseconds, and all but the newest MOST_SWITCHES.
    Answers how many."""
    numbers = models.FeedSwitch.objects.newest(MOST_SWITCHES + 1).values_list("ts", flat=True)
    if len(numbers) > MOST_SWITCHES:
        before = max(before, numbers[MOST_SWITCHES - 1])
    return _delete(models.FeedSwitch.objects.filter(ts__lt=before))


def forget_tapes(prefix: str, but: str) -> None:
    """All that is of sources with this prefix, but for one."""
    for model in (models.Bar, models.LastState):
        _delete(model._default_manager.filter(source__startswith=prefix).exclude(source=but))


def _delete(rows: QuerySet[Any]) -> int:
    """Some at a time: others write, too."""
    count = 0
    while numbers := list(rows.order_by().values_list("pk", flat=True)[:AT_ONCE]):
        count += len(numbers)
        rows.model._default_manager.filter(pk__in=numbers).delete()
    return count


def _values(bar: Bar) -> list[str | int]:
    numbers = (getattr(bar, name) for name in NUMBERS)
    texts = ["" if each is None else f"{each:f}" for each in numbers]
    return [*texts, *(getattr(bar, name) for name in COUNTS)]


def _upsert(table: str, columns: tuple[str, ...], keys: int) -> str:
    quoted = [f'"{each}"' for each in columns]
    changes = ", ".join(f"{each}=excluded.{each}" for each in quoted[keys:])
    places = ", ".join(["%s"] * len(columns))
    return (
        f'INSERT INTO "{table}" ({", ".join(quoted)}) VALUES ({places}) '  # noqa: S608 - our names
        f"ON CONFLICT ({', '.join(quoted[:keys])}) DO UPDATE SET {changes}"
    )
