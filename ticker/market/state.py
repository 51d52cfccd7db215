"""State: what is stored of an instrument, so that a restarted market continues from it."""

from __future__ import annotations

from collections import deque
from datetime import date
from decimal import Decimal

import msgspec
from msgspec import Struct

from ticker.market.bar import Bar
from ticker.market.day import Day
from ticker.market.lastvalue import LastValue
from ticker.market.level1 import Level1
from ticker.market.minutebars import MinuteBars
from ticker.market.prints import MAX_PRINTS, Print, make_print


class State(Struct, frozen=True, array_like=True, kw_only=True):
    """``close`` is price, trade date and source. ``statuses`` are the last changes of trading
    status: time (UTC nanoseconds), status and reason, newest last."""

    level: Level1
    trade_date: str
    day: Bar
    ts_quote: int = 0
    ts_status: int = 0
    status: str = ""
    reason: str = ""
    close: tuple[Decimal, str, str] | None = None
    source: str = ""
    prints: list[Print] = []
    statuses: list[tuple[int, str, str]] = []

    @classmethod
    def from_last_value(cls, value: LastValue, level: Level1) -> State:
        """``level`` is the value as it is shown."""
        prints, close = [make_print(report) for report in value.prints], value.close
        # Keep the prints: the next state has most of them again.
        value.prints = deque(prints, maxlen=MAX_PRINTS)
        return cls(
            level=level,
            trade_date=value.trade_date.isoformat(),
            day=value.day.bar(0),
            ts_quote=value.ts_quote,
            ts_status=value.ts_status,
            status=value.status,
            reason=value.reason,
            close=close and (close[0], close[1].isoformat(), close[2]),
            source=value.source,
            prints=prints,
            statuses=list(value.statuses),
        )

    def resume(self, value: LastValue, minutes: MinuteBars) -> None:
        """Restore the value from this state and these bars."""
        level, close = self.level, self.close
        value.trade_date = date.fromisoformat(self.trade_date)
        value.day = Day(level.last, level.ts_trade)
        value.day.replace(self.day)
        value.day.last_size, value.day.tick = level.last_size, level.tick
        value.name = level.name
        value.bid, value.bid_size = level.bid, level.bid_size
        value.ask, value.ask_size = level.ask, level.ask_size
        value.ts_quote, value.ts_status = self.ts_quote, self.ts_status
        value.ts_event = level.ts_event
        value.status, value.reason, value.source = self.status, self.reason, self.source
        value.close = close and (close[0], date.fromisoformat(close[1]), close[2])
        value.minutes = minutes
        value.prints.extend(self.prints)
        value.statuses.extend(self.statuses)


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(State)


def encode(state: State) -> bytes:
    return _encoder.encode(state)


def decode(data: bytes) -> State:
    """Raises msgspec.DecodeError for the data of another version."""
    return _decoder.decode(data)
