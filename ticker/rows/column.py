"""A column: what a row can show of an instrument, and how."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from msgspec import Struct

from ticker.market.instruments import InstrumentDefinition
from ticker.market.level1 import Level1

Value = Decimal | int | str | None


class Column(Struct, frozen=True, kw_only=True):
    """``text`` writes the cell; ``value`` is for sorting and for data files.

    ``is_price`` cells align on the decimal point; cells with a ``direction`` have the colour of its
    sign; ``flashes`` cells flash when a trade changes them. ``is_own`` columns show a position and
    are empty on boards. An ``is_drawing`` column has a drawing instead of text, and nothing sorts
    by it.
    """

    key: str
    label: str
    text: Callable[[Level1, InstrumentDefinition], str]
    value: Callable[[Level1], Value]
    is_text: bool = False
    is_price: bool = False
    direction: Callable[[Level1], Decimal | None] | None = None
    flashes: bool = False
    is_holding: bool = False
    is_drawing: bool = False

    @property
    def css(self) -> str:
        """The classes of every cell in the column."""
        return self.key if self.is_text or self.is_drawing else f"num {self.key}"
