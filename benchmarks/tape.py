"""The tape: a process that prints the workload's events, for ``FEED=exec:``.

It holds to its schedule whatever the reader does: an event's time is when it was due. A server
that cannot keep up makes the pipe full and the events late, and that counts as staleness; a tape
that waited for the server would hide it.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from itertools import cycle, islice
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from benchmarks.ticks import SECOND, Schedule, tape_definitions
from ticker.market.instruments import InstrumentDefinition

STEP = 0.004
"""Seconds between two looks at the clock: the most by which an event is late at an idle reader."""

HEARTBEAT = SECOND // 2
CHUNK = 2000
VARIANTS = 16
"""Different quotes and trades of one symbol; then they repeat."""


class TapeStart(Struct):
    """What a tape tells the bench: its process, and when (UTC ns) its first update was due."""

    pid: int
    start: int


def event_heads(definition: InstrumentDefinition, rng: random.Random) -> list[bytes]:
    """Quotes and trades in turn, each with other values, as bytes up to the time."""
    found, price, step = [], definition.seed_price, definition.price_increment
    for _ in range(VARIANTS):
        price = max(step, price + step * rng.choice((-3, -2, -1, 1, 2, 3)))
        quote = {
            "type": "quote",
            "symbol": definition.symbol,
            "bid": str(max(price - step, Decimal(0))),
            "bid_size": str(rng.randint(1, 40) * 100),
            "ask": str(price + step),
            "ask_size": str(rng.randint(1, 40) * 100),
        }
        trade = {
            "type": "trade",
            "symbol": definition.symbol,
            "price": str(price),
            "size": str(rng.randint(1, 900)),
        }
        found += [_event_head(quote), _event_head(trade)]
    return found


def opening_events(start: int) -> bytes:
    """What goes before the first update: rounds the clock hours, and every Prev Close."""
    lines: list[dict[str, object]] = [{"type": "epoch", "ts_event": start, "always_open": True}]
    for each in tape_definitions():
        close = str(each.seed_price)
        about = {"type": "reference", "symbol": each.symbol, "prev_close": close}
        lines.append({**about, "ts_event": start})
    return b"".join(msgspec.json.encode(line) + b"\n" for line in lines)


def _event_head(event: dict[str, str]) -> bytes:
    return msgspec.json.encode(event)[:-1] + b',"ts_event":'


class BenchTape:
    """The events of a schedule that begins at ``start`` (UTC nanoseconds)."""

    def __init__(self, schedule: Schedule, start: int) -> None:
        rng = random.Random(schedule.seed)  # noqa: S311 - made-up prices are no secrets
        self._schedule, self._start, self._printed, self._next_heartbeat = schedule, start, 0, start
        self.is_behind = False
        self._symbols = schedule.symbols()
        self._heads = [cycle(event_heads(each, rng)) for each in tape_definitions()]

    def take_due_events(self, now: int) -> bytes:
        """What is due and not yet said, at most CHUNK updates of it."""
        lines = []
        count = self._schedule.due_count(self._start, now) - self._printed
        self.is_behind = count > CHUNK
        for index in islice(self._symbols, max(min(count, CHUNK), 0)):
            due = self._schedule.due_time(self._start, self._printed)
            lines.append(b"%b%d}\n" % (next(self._heads[index]), due))
            self._printed += 1
        if now >= self._next_heartbeat:
            self._next_heartbeat = now + HEARTBEAT
            lines.append(b'{"type":"heartbeat","ts_event":%d}\n' % now)
        return b"".join(lines)


class EventTape(Protocol):
    """What is printed; ``is_behind``: more is due already."""

    is_behind: bool

    def take_due_events(self, now: int) -> bytes:
        """What is due and not yet said."""


def main() -> None:
    run_tape(BenchTape, opening_events)


def run_tape(
    tape_class: Callable[[Schedule, int], EventTape],
    opening: Callable[[int], bytes] = lambda start: b"",
) -> None:
    """Until nobody reads. ``first`` is what goes before all that is due."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, required=True, help="updates a second; 0 for none")
    parser.add_argument("--started", type=Path, required=True, help="where to write TapeStart")
    parser.add_argument("--start", type=int, help="UTC ns of its first update; by default, soon")
    parser.add_argument("--cpu", type=int, help="the one core to run on")
    options = parser.parse_args()
    if options.cpu is not None:
        os.sched_setaffinity(0, {options.cpu})
    start = options.start or time.time_ns() + SECOND // 4
    part = options.started.with_suffix(".part")
    part.write_bytes(msgspec.json.encode(TapeStart(os.getpid(), start)))
    part.rename(options.started)
    try:
        _print_events(tape_class(Schedule(options.rate), start), opening(start))
    except BrokenPipeError:
        os._exit(0)  # the server has gone; nothing is left to flush


def _print_events(tape: EventTape, opening: bytes) -> None:
    out = sys.stdout.buffer
    out.write(opening)
    while True:
        said = tape.take_due_events(time.time_ns())
        out.write(said)
        out.flush()
        if not tape.is_behind:
            time.sleep(STEP)


if __name__ == "__main__":
    main()
