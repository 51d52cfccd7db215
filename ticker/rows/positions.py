"""Positions: the note, quantity and cost that somebody keeps with an instrument."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct, structs

from ticker.market.level1 import HUNDREDTH, Level1


class Position(Struct, frozen=True, kw_only=True):
    """``cost`` is the price of one unit in the instrument's currency; a negative ``quantity`` is a
    short position."""

    note: str = ""
    quantity: Decimal | None = None
    cost: Decimal | None = None


EMPTY = Position()


class Holding(Level1, frozen=True, array_like=True, kw_only=True):
    """The last-value state of an instrument, with its position."""

    note: str = ""
    quantity: Decimal | None = None
    cost: Decimal | None = None

    @property
    def worth(self) -> Decimal | None:
        """Last times Quantity."""
        return None if self.last is None or self.quantity is None else self.last * self.quantity

    @property
    def pnl(self) -> Decimal | None:
        """Unrealised, before commissions."""
        paid = self._cost_value
        return None if self.worth is None or paid is None else self.worth - paid

    @property
    def pnl_pct(self) -> Decimal | None:
        """Percent of the cost, or of the proceeds of a short position, to hundredths."""
        if self.pnl is None or not self._cost_value:
            return None
        return (self.pnl / abs(self._cost_value) * 100).quantize(HUNDREDTH)

    @property
    def _cost_value(self) -> Decimal | None:
        return None if self.quantity is None or self.cost is None else self.quantity * self.cost


class Positions:
    """The positions of one list, by symbol. Two with the same ``key`` are equal."""

    def __init__(self, key: str, by_symbol: Mapping[str, Position]) -> None:
        self._key = key
        self._by_symbol = by_symbol

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Positions) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def position(self, symbol: str) -> Position:
        return self._by_symbol.get(symbol, EMPTY)

    def add_position(self, level: Level1) -> Level1:
        """The level with its position, if it has one."""
        position = self._by_symbol.get(level.symbol)
        if position is None:
            return level
        return Holding(**structs.asdict(level), **structs.asdict(position))


NONE = Positions("", {})
