from __future__ import annotations

from typing import NamedTuple
from zoneinfo import ZoneInfo

from dashboard.charts.chart import is_intraday
from ticker.market.bar import Bar, Interval
from ticker.market.instruments import InstrumentDefinition
from ticker.rows import formats

HEADS = ("Open", "High", "Low", "Close", "Volume", "VWAP")


class Readout(NamedTuple):
    """``time`` is in exchange time; ``texts`` has one for each of HEADS."""

    time: str
    texts: tuple[str, ...]
    direction: str

    @property
    def figures(self) -> str:
        """Open 182.91 High 183.10 …, each figure on the line of its head."""
        return " ".join(
            f"{head}\N{NO-BREAK SPACE}{text}" for head, text in zip(HEADS, self.texts, strict=True)
        )

    @property
    def text(self) -> str:
        return f"{self.time} {self.figures}"


def readout(
    bar: Bar, definition: InstrumentDefinition, interval: Interval, zone: ZoneInfo
) -> Readout:
    prices = (bar.open, bar.high, bar.low, bar.close)
    texts = [formats.price(price, definition) for price in prices]
    change = None if bar.close is None or bar.open is None else bar.close - bar.open
    return Readout(
        bar_time(bar.ts_open, interval, zone),
        (*texts, formats.size(bar.volume), formats.price(bar.vwap, definition)),
        formats.direction(change),
    )


def bar_time(ts: int, interval: Interval, zone: ZoneInfo) -> str:
    """2026-03-03 10:30 within a day, 2026-03-03 for a day, Week of 2026-03-02."""
    day = formats.day(ts, zone)
    if is_intraday(interval):
        return f"{day} {formats.minute(ts, zone)}"
    return day if interval == "1d" else f"Week of {day}"
