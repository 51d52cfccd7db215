"""What the market keeps in the database."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.validators import RegexValidator
from django.db import models, transaction
from msgspec import structs

from ticker.bar import STORED
from ticker.bar import Bar as BarValue
from ticker.instruments import InstrumentDefinition, Universe

MOST_OF_SOURCE, MOST_INSTRUMENTS = 10_000, 20_000
"""Instruments that one source may add, and that there may be before none can be added any more."""

AFTER_LISTS = 1_000_000
"""The place of those that were added one by one: behind every list, by symbol."""


class InstrumentManager(models.Manager["Instrument"]):
    def universe(self) -> Universe:
        """Every instrument, in the order of its list."""
        return Universe(each.definition for each in self.order_by("position", "symbol"))

    def load(self, definitions: list[InstrumentDefinition]) -> None:
        """Adds and updates, so that loading the same list twice changes nothing. What a source had
        added is the list's from then on."""
        rows = [
            self.model(position=position, **structs.asdict(each))
            for position, each in enumerate(definitions)
        ]
        fields = [name for name in InstrumentDefinition.__struct_fields__ if name != "symbol"]
        self.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["symbol"],
            update_fields=[*fields, "position", "source"],
        )

    def add(self, definitions: Iterable[InstrumentDefinition], source: str = "") -> set[str]:
        """Adds those that are not there, of several the first; what is there stays as it is.
        ``source`` is whose token they came with. Answers the symbols for which there was no room.
        """
        wanted: dict[str, InstrumentDefinition] = {}
        for each in definitions:
            wanted.setdefault(each.symbol, each)
        for symbol in self.filter(symbol__in=wanted).values_list("symbol", flat=True):
            del wanted[symbol]
        if not wanted:
            return set()
        with transaction.atomic():
            # One source after the other, or each would find the same room.
            list(IngestToken.objects.select_for_update().filter(may_add=True).order_by("pk"))
            room = MOST_INSTRUMENTS - self.count()
            if source:
                room = min(room, MOST_OF_SOURCE - self.filter(source=source).count())
            fitting = list(wanted.values())[: max(room, 0)]
            rows = [
                self.model(position=AFTER_LISTS, source=source, **structs.asdict(each))
                for each in fitting
            ]
            self.bulk_create(rows, ignore_conflicts=True)
        return wanted.keys() - {each.symbol for each in fitting}


class Instrument(models.Model):
    """A tradable thing. Its fields are those of InstrumentDefinition, its place in the list, and
    the source that has added it, "" where none has."""

    symbol = models.CharField(
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9]+:[A-Z0-9.-]+$", "VENUE:TICKER, in capitals")],
    )
    name = models.CharField(max_length=200)
    asset_class = models.CharField(
        max_length=8, choices=[(each, each) for each in ("EQUITY", "ETF", "CRYPTO")]
    )
    currency = models.CharField(max_length=8, default="USD")
    price_increment = models.DecimalField(max_digits=20, decimal_places=10)
    size_increment = models.DecimalField(max_digits=20, decimal_places=10, default=Decimal(1))
    round_lot = models.PositiveIntegerField(default=100)
    sector = models.CharField(max_length=60, blank=True)
    calendar = models.CharField(max_length=8, choices=[(each, each) for each in ("XNYS", "24/7")])
    seed_price = models.DecimalField(max_digits=20, decimal_places=10)
    position = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=40, blank=True, db_index=True)

    objects = InstrumentManager()

    class Meta:
        ordering = ("position", "symbol")

    def __str__(self) -> str:
        return self.symbol

    @property
    def definition(self) -> InstrumentDefinition:
        values: dict[str, Any] = {
            name: getattr(self, name) for name in InstrumentDefinition.__struct_fields__
        }
        # Or every price that is made of an increment would have the column's ten decimals.
        exact = {name: _plain(each) for name, each in values.items() if isinstance(each, Decimal)}
        return InstrumentDefinition(**values | exact)


def _plain(value: Decimal) -> Decimal:
    """Without zeros at the end, and without an exponent."""
    return Decimal(f"{value.normalize():f}")


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


class LastState(models.Model):
    """What was last known of an instrument, packed by ticker.state."""

    source = models.CharField(max_length=200)
    symbol = models.CharField(max_length=40)
    data = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("source", "symbol"), name="last_state_once"),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.symbol}"


class FeedProgress(models.Model):
    """How far a feed has come, packed by itself: written with the states that it has led to."""

    source = models.CharField(max_length=200, unique=True)
    data = models.BinaryField()

    def __str__(self) -> str:
        return self.source


class FeedSwitchManager(models.Manager["FeedSwitch"]):
    def newest(self, count: int) -> models.QuerySet[FeedSwitch]:
        """So many, the newest first."""
        return self.order_by("-ts", "-pk")[:count]


class FeedSwitch(models.Model):
    """Instruments went on with another feed: from ``ts`` on, UTC nanoseconds, so many. ``before``
    and ``after`` are names of feeds."""

    ts = models.BigIntegerField()
    before = models.CharField(max_length=200)
    after = models.CharField(max_length=200)
    symbols = models.PositiveBigIntegerField()

    objects = FeedSwitchManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ts", "before", "after"), name="feed_switch_once"),
        )

    def __str__(self) -> str:
        return f"{self.before} to {self.after}"


class IngestToken(models.Model):
    """Who may post events: ``name`` is the source of all that comes with the token. Of the token
    only the SHA-256 is kept. ``symbols`` and ``venues`` are what it is for; both empty is all.
    ``may_add``: it may add instruments that nobody knows yet."""

    name = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    symbols = models.JSONField(default=list)
    venues = models.JSONField(default=list)
    may_add = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
