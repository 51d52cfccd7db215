"""Instruments in the database."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.validators import RegexValidator
from django.db import models, transaction
from msgspec import structs

from ticker.market.instruments import InstrumentDefinition, Universe
from ticker.models.ingesttoken import IngestToken

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
