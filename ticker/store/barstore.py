"""The store of bars and last states: in the database, by source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.models import QuerySet
from msgspec import structs

from ticker import models
from ticker.market import state
from ticker.market.bar import MINUTE, PRICES, Bar, Interval, merge_bars
from ticker.market.frames import Switch
from ticker.market.market import BarUpdate
from ticker.market.minutebars import MAX_MINUTES
from ticker.market.state import State
from ticker.models.bar import COUNTS, SIZES

BATCH_SIZE = 2000
"""Rows deleted in one transaction."""

MAX_SWITCHES = 1000
"""The most switches that are stored."""

NUMBERS = (*PRICES, *SIZES)
KEY = ("source", "interval", "symbol", "ts_open")
COLUMNS = (*KEY, *NUMBERS, *COUNTS)
STATE_KEY = ("source", "symbol")
STATE = (*STATE_KEY, "data")
PROGRESS = ("source", "data")
SWITCH = ("ts", "before", "after", "symbols")


def save_bars(source: str, interval: Interval, bars: Iterable[tuple[str, Bar]]) -> int:
    """Insert or replace bars by symbol, all or none. Returns how many."""
    rows = [(source, interval, symbol, bar.ts_open, *_values(bar)) for symbol, bar in bars]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_upsert(models.Bar._meta.db_table, COLUMNS, len(KEY)), rows)
    return len(rows)


def save_all(
    bars: Mapping[tuple[str, Interval, str, int], Bar],
    parts: Iterable[tuple[str, BarUpdate]],
    states: Mapping[tuple[str, str], State],
    progress: Mapping[str, bytes] = {},
    switches: Iterable[Switch] = (),
) -> None:
    """Write in one transaction: whole bars by source, interval, symbol and start; parts to be added
    to stored bars; last states by source and symbol; the progress of feeds; new or grown
    switches."""
    with transaction.atomic(), connection.cursor() as cursor:
        rows = [(*key, *_values(bar)) for key, bar in bars.items()]
        cursor.executemany(_upsert(models.Bar._meta.db_table, COLUMNS, len(KEY)), rows)
        for source, part in parts:
            _add(source, part.interval, part.symbol, part.bar)
        packed = [(*key, state.encode(value)) for key, value in states.items()]
        cursor.executemany(_upsert(models.LastState._meta.db_table, STATE, len(STATE_KEY)), packed)
        come = _upsert(models.FeedProgress._meta.db_table, PROGRESS, 1)
        cursor.executemany(come, list(progress.items()))
        grown = _upsert(models.FeedSwitch._meta.db_table, SWITCH, 3)
        cursor.executemany(grown, [structs.astuple(value) for value in switches])


def _add(source: str, interval: Interval, symbol: str, part: Bar) -> None:
    rows = models.Bar.objects.select_for_update().filter(
        source=source, interval=interval, symbol=symbol, ts_open=part.ts_open
    )
    stored = next((bar for _, bar in rows.bars()), None)
    save_bars(source, interval, [(symbol, _join_bars(stored, part) if stored else part)])


def _join_bars(stored: Bar, part: Bar) -> Bar:
    """One bar from two accounts of the same interval."""
    whole = merge_bars(stored.ts_open, sorted((stored, part), key=lambda bar: bar.ts_first))
    last = max((part, stored), key=lambda bar: bar.ts_last)
    return structs.replace(whole, close=last.close, ts_last=last.ts_last)


def read_bars(source: str, symbol: str, interval: Interval, start: int, end: int) -> list[Bar]:
    """Bars that start in [``start``, ``end``), UTC nanoseconds, oldest first."""
    rows = models.Bar.objects.filter(
        source=source, symbol=symbol, interval=interval, ts_open__gte=start, ts_open__lt=end
    )
    return [bar for _, bar in rows.order_by("ts_open").bars()]


def newest_minutes(source: str) -> tuple[int, dict[str, list[Bar]]]:
    """The start of the period, and by symbol the minute bars, from which a restarted market
    continues."""
    rows = models.Bar.objects.filter(source=source, interval="1m")
    newest = rows.order_by("-ts_open").first()
    if newest is None:
        return 0, {}
    floor = newest.ts_open - MAX_MINUTES * MINUTE
    minutes: dict[str, list[Bar]] = {}
    for symbol, bar in rows.filter(ts_open__gte=floor).bars():
        minutes.setdefault(symbol, []).append(bar)
    return floor, minutes


def read_states(source: str) -> Mapping[str, State]:
    """Map symbols to states. States that another version wrote are left out."""
    return dict(_state_rows(source))


def read_state(source: str, symbol: str) -> State | None:
    """None if nothing is stored, or another version wrote it."""
    return dict(_state_rows(source, symbol=symbol)).get(symbol)


def _state_rows(source: str, **of: str) -> Iterator[tuple[str, State]]:
    rows = models.LastState.objects.filter(source=source, **of)
    for symbol, data in rows.values_list("symbol", "data"):
        try:
            yield symbol, state.decode(bytes(data))
        except msgspec.DecodeError:
            continue


def read_progress(source: str) -> bytes:
    """How far the feed had come; b"" if nothing is stored."""
    row = models.FeedProgress.objects.filter(source=source).first()
    return bytes(row.data) if row else b""


def prune(minutes_before: int, days_before: int) -> int:
    """Delete bars that started before these instants, UTC nanoseconds. Returns how many."""
    old_minutes = models.Bar.objects.filter(interval="1m", ts_open__lt=minutes_before)
    old_days = models.Bar.objects.filter(interval="1d", ts_open__lt=days_before)
    return _delete(old_minutes) + _delete(old_days)


def prune_switches(before: int) -> int:
    """Delete switches before this instant, UTC nanoseconds, and all but the newest MOST_SWITCHES.
    Returns how many."""
    numbers = models.FeedSwitch.objects.newest_switches(MAX_SWITCHES + 1).values_list(
        "ts", flat=True
    )
    if len(numbers) > MAX_SWITCHES:
        before = max(before, numbers[MAX_SWITCHES - 1])
    return _delete(models.FeedSwitch.objects.filter(ts__lt=before))


def delete_tapes(prefix: str, but: str) -> None:
    """Delete everything of the sources with this prefix, except one."""
    for model in (models.Bar, models.LastState):
        _delete(model._default_manager.filter(source__startswith=prefix).exclude(source=but))


def _delete(rows: QuerySet[Any]) -> int:
    """In batches: other processes write too."""
    count = 0
    while numbers := list(rows.order_by().values_list("pk", flat=True)[:BATCH_SIZE]):
        count += len(numbers)
        rows.model._default_manager.filter(pk__in=numbers).delete()
    return count


def _values(bar: Bar) -> list[str | int]:
    numbers = (getattr(bar, name) for name in NUMBERS)
    texts = ["" if number is None else f"{number:f}" for number in numbers]
    return [*texts, *(getattr(bar, name) for name in COUNTS)]


def _upsert(table: str, columns: tuple[str, ...], keys: int) -> str:
    quoted = [f'"{column}"' for column in columns]
    changes = ", ".join(f"{column}=excluded.{column}" for column in quoted[keys:])
    places = ", ".join(["%s"] * len(columns))
    return (
        f'INSERT INTO "{table}" ({", ".join(quoted)}) VALUES ({places}) '  # noqa: S608 - our names
        f"ON CONFLICT ({', '.join(quoted[:keys])}) DO UPDATE SET {changes}"
    )
