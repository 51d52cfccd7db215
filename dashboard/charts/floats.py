"""Bars as columns of floats: pixels need no decimals."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import msgspec
from msgspec import Struct

from ticker.market.bar import Bar

Price = float | None


class _Row(Struct, array_like=True, gc=False):
    ts_open: int
    open: Price
    high: Price
    low: Price
    close: Price
    volume: float
    trade_count: int
    notional: float
    priced_volume: float


_encode = msgspec.json.Encoder(decimal_format="number").encode
_rows = msgspec.json.Decoder(list[_Row]).decode


class Floats(Struct, frozen=True, dict=True):
    """``times`` are UTC nanoseconds; prices are None where the bars have none. Indexes are None if
    no bar qualifies, and the first of equals."""

    times: list[int]
    opens: list[Price]
    highs: list[Price]
    lows: list[Price]
    closes: list[Price]
    volumes: list[float]
    notionals: list[float]
    priced_volumes: list[float]

    @classmethod
    def from_bars(cls, bars: Sequence[Bar]) -> Floats:
        """Decoded from one text for all bars: two thirds of the time of ``float`` for each, and a
        chart has thousands."""
        rows = _rows(_encode(bars))
        return cls(
            times=[row.ts_open for row in rows],
            opens=[row.open for row in rows],
            highs=[row.high for row in rows],
            lows=[row.low for row in rows],
            closes=[row.close for row in rows],
            volumes=[row.volume for row in rows],
            notionals=[row.notional for row in rows],
            priced_volumes=[row.priced_volume for row in rows],
        )

    def head(self, count: int) -> Floats:
        if count == len(self.closes):
            return self
        return Floats(*(getattr(self, name)[:count] for name in self.__struct_fields__))

    @cached_property
    def highest(self) -> int | None:
        known = [high for high in self.highs if high is not None]
        return self.highs.index(max(known)) if known else None

    @cached_property
    def lowest(self) -> int | None:
        known = [low for low in self.lows if low is not None]
        return self.lows.index(min(known)) if known else None

    @cached_property
    def busiest(self) -> int | None:
        return self.volumes.index(max(self.volumes)) if self.volumes else None

    @property
    def oldest(self) -> int | None:
        """The index of the first bar with a Close."""
        places = range(len(self.closes))
        return next((place for place in places if self.closes[place] is not None), None)

    @property
    def newest(self) -> int | None:
        """The index of the last bar with a Close."""
        places = range(len(self.closes) - 1, -1, -1)
        return next((place for place in places if self.closes[place] is not None), None)
