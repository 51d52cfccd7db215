"""Bars as columns of floats: units on a screen need no decimals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec
from msgspec import Struct

from ticker.bar import Bar

_encode = msgspec.json.Encoder(decimal_format="number").encode
_prices = msgspec.json.Decoder(list[float | None]).decode
_sizes = msgspec.json.Decoder(list[float]).decode


class Floats(Struct, frozen=True):
    """Prices are None where those of the bars are. Places begin at 0; they are None where no bar
    has a price, and the first one of equals."""

    opens: list[float | None]
    highs: list[float | None]
    lows: list[float | None]
    closes: list[float | None]
    volumes: list[float]

    @classmethod
    def of(cls, bars: Sequence[Bar]) -> Floats:
        return cls(
            opens=prices_of([bar.open for bar in bars]),
            highs=prices_of([bar.high for bar in bars]),
            lows=prices_of([bar.low for bar in bars]),
            closes=prices_of([bar.close for bar in bars]),
            volumes=sizes_of([bar.volume for bar in bars]),
        )

    def first(self, count: int) -> Floats:
        """Those of so many bars."""
        return Floats(
            opens=self.opens[:count],
            highs=self.highs[:count],
            lows=self.lows[:count],
            closes=self.closes[:count],
            volumes=self.volumes[:count],
        )

    @property
    def highest(self) -> int | None:
        """The place of the bar with the highest price."""
        known = [high for high in self.highs if high is not None]
        return self.highs.index(max(known)) if known else None

    @property
    def lowest(self) -> int | None:
        """The place of the bar with the lowest price."""
        known = [low for low in self.lows if low is not None]
        return self.lows.index(min(known)) if known else None

    @property
    def busiest(self) -> int | None:
        """The place of the bar with the greatest volume, None without bars."""
        return self.volumes.index(max(self.volumes)) if self.volumes else None

    @property
    def oldest(self) -> int | None:
        """The place of the first bar with a Close."""
        places = range(len(self.closes))
        return next((place for place in places if self.closes[place] is not None), None)

    @property
    def newest(self) -> int | None:
        """The place of the last bar with a Close."""
        places = range(len(self.closes) - 1, -1, -1)
        return next((place for place in places if self.closes[place] is not None), None)


def prices_of(decimals: Sequence[Decimal | None]) -> list[float | None]:
    """What ``float`` makes of each. That goes over the text of one after the other; all texts read
    at once take two fifths of the time, and a chart has thousands."""
    return _prices(_encode(decimals))


def sizes_of(decimals: Sequence[Decimal]) -> list[float]:
    return _sizes(_encode(decimals))
