"""Bars in the database."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from ticker.bar import STORED
from ticker.bar import Bar as BarValue


class Bar(models.Model):
    """One bar of a source. Numbers are written digit by digit, "" where there is none: SQLite would
    make floats of them."""

    source = models.CharField(max_length=200)
    interval = models.CharField(max_length=2, choices=[(each, each) for each in STORED])
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

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("source", "interval", "symbol", "ts_open"), name="bar_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.symbol} {self.interval} {self.ts_open}"

    @property
    def bar(self) -> BarValue:
        return BarValue(
            ts_open=self.ts_open,
            open=_decimal(self.open),
            high=_decimal(self.high),
            low=_decimal(self.low),
            close=_decimal(self.close),
            volume=Decimal(self.volume),
            trade_count=self.trade_count,
            notional=Decimal(self.notional),
            priced_volume=Decimal(self.priced_volume),
            ts_first=self.ts_first,
            ts_last=self.ts_last,
        )


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None
