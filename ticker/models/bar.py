from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db import models

from ticker.market.bar import PRICES, STORED
from ticker.market.bar import Bar as BarValue

SIZES = ("volume", "notional", "priced_volume")
COUNTS = ("trade_count", "ts_first", "ts_last")


class BarQuerySet(models.QuerySet["Bar"]):
    def bars(self) -> Iterator[tuple[str, BarValue]]:
        """The bars with their symbols. A month of minutes is some ten thousand; model instances
        would take more than twice the time."""
        for symbol, ts_open, *texts, trade_count, ts_first, ts_last in self.values_list(
            "symbol", "ts_open", *PRICES, *SIZES, *COUNTS
        ):
            prices, sizes = texts[: len(PRICES)], texts[len(PRICES) :]
            open_, high, low, close = [Decimal(text) if text else None for text in prices]
            volume, notional, priced_volume = map(Decimal, sizes)
            yield (
                symbol,
                BarValue(
                    ts_open=ts_open,
                    open=open_,
                    high=high,
                    low=low,
                    close=close,
                    volume=volume,
                    trade_count=trade_count,
                    notional=notional,
                    priced_volume=priced_volume,
                    ts_first=ts_first,
                    ts_last=ts_last,
                ),
            )


class Bar(models.Model):
    """Numbers are stored digit by digit as text, "" if missing: SQLite would turn them into
    floats."""

    source = models.CharField(max_length=200)
    interval = models.CharField(max_length=2, choices=[(interval, interval) for interval in STORED])
    symbol = models.CharField(max_length=40)
    ts_open = models.BigIntegerField()
    open = models.TextField(blank=True)
    high = models.TextField(blank=True)
    low = models.TextField(blank=True)
    close = models.TextField(blank=True)
    volume = models.TextField()
    notional = models.TextField()
    priced_volume = models.TextField()
    trade_count = models.PositiveBigIntegerField()
    ts_first = models.BigIntegerField()
    ts_last = models.BigIntegerField()

    objects = BarQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("source", "interval", "symbol", "ts_open"), name="bar_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.symbol} {self.interval} {self.ts_open}"
