"""A tape of trades alone, all of one size, which begins nothing anew: for ``FEED=exec:``."""

from __future__ import annotations

from itertools import islice

from benchmarks.tape import HEARTBEAT, run_tape
from benchmarks.ticks import Schedule, tape_definitions

SIZE = 100
PRICES = 7
"""Of a symbol, one after the other, an increment apart."""


class TradeTape:
    is_behind = False

    def __init__(self, schedule: Schedule, start: int) -> None:
        self._schedule, self._start, self._printed, self._next_heartbeat = schedule, start, 0, start
        self._symbols = schedule.symbols()
        self._definitions = tape_definitions()

    def take_due_events(self, now: int) -> bytes:
        lines = []
        count = self._schedule.due_count(self._start, now) - self._printed
        for index in islice(self._symbols, max(count, 0)):
            of = self._definitions[index]
            price = of.seed_price + of.price_increment * (self._printed % PRICES)
            due = self._schedule.due_time(self._start, self._printed)
            trade = f'"symbol":"{of.symbol}","price":"{price}","size":"{SIZE}","ts_event":{due}'
            lines.append(f'{{"type":"trade",{trade}}}\n')
            self._printed += 1
        if now >= self._next_heartbeat:
            self._next_heartbeat = now + HEARTBEAT
            lines.append(f'{{"type":"heartbeat","ts_event":{now}}}\n')
        return "".join(lines).encode()


if __name__ == "__main__":
    run_tape(TradeTape)
