from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.validators import RegexValidator
from django.db import models, transaction
from msgspec import structs

from ticker.market.instruments import InstrumentDefinition, Universe
from ticker.models.ingesttoken import IngestToken

MAX_OF_SOURCE, MAX_INSTRUMENTS = 10_000, 20_000
"""The most instruments that one source may add, and the number of instruments after which none can
be added."""

AFTER_LISTS = 1_000_000
"""The position of instruments added one by one: after every list, by symbol."""


class InstrumentManager(models.Manager["Instrument"]):
    def universe(self) -> Universe:
        return Universe(row.definition for row in self.order_by("position", "symbol"))

    def load(self, definitions: list[InstrumentDefinition]) -> None:
        """Add or update. Loading a list twice changes nothing, and instruments that a source added
        now belong to the list."""
        rows = [
            self.model(position=position, **structs.asdict(definition))
            for position, definition in enumerate(definitions)
        ]
        fields = [name for name in InstrumentDefinition.__struct_fields__ if name != "symbol"]
        self.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["symbol"],
            update_fields=[*fields, "position", "source"],
        )

    def add(self, definitions: Iterable[InstrumentDefinition], source: str = "") -> set[str]:
        """Add missing instruments; existing ones stay as they are. ``source`` is the owner of the
        token. Returns the symbols for which there was no room."""
        wanted: dict[str, InstrumentDefinition] = {}
        for definition in definitions:
            wanted.setdefault(definition.symbol, definition)
        for symbol in self.filter(symbol__in=wanted).values_list("symbol", flat=True):
            del wanted[symbol]
        if not wanted:
            return set()
        with transaction.atomic():
            # One source at a time, or each would find the same room.
            list(IngestToken.objects.select_for_update().filter(may_add=True).order_by("pk"))
            room = MAX_INSTRUMENTS - self.count()
            if source:
                room = min(room, MAX_OF_SOURCE - self.filter(source=source).count())
            fitting = list(wanted.values())[: max(room, 0)]
            rows = [
                self.model(position=AFTER_LISTS, source=source, **structs.asdict(definition))
                for definition in fitting
            ]
            self.bulk_create(rows, ignore_conflicts=True)
        return wanted.keys() - {definition.symbol for definition in fitting}


class Instrument(models.Model):
    """An InstrumentDefinition with its position in the list and the source that added it, "" for
    none."""

    symbol = models.CharField(
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[A-Z0-9]+:[A-Z0-9.-]+$", "VENUE:TICKER, in capitals")],
    )
    name = models.CharField(max_length=200)
    asset_class = models.CharField(
        max_length=8,
        choices=[(definition, definition) for definition in ("EQUITY", "ETF", "CRYPTO")],
    )
    currency = models.CharField(max_length=8, default="USD")
    price_increment = models.DecimalField(max_digits=20, decimal_places=10)
    size_increment = models.DecimalField(max_digits=20, decimal_places=10, default=Decimal(1))
    round_lot = models.PositiveIntegerField(default=100)
    sector = models.CharField(max_length=60, blank=True)
    calendar = models.CharField(
        max_length=8, choices=[(definition, definition) for definition in ("XNYS", "24/7")]
    )
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
        # Otherwise prices would have the ten decimals of the column.
        exact = {
            name: _decimal_text(value)
            for name, value in values.items()
            if isinstance(value, Decimal)
        }
        return InstrumentDefinition(**values | exact)


def _decimal_text(value: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent."""
    return Decimal(f"{value.normalize():f}")
