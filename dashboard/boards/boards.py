"""Boards: named selections of instruments, with an order of their own."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.text import slugify
from msgspec import Struct

from ticker.instruments import InstrumentDefinition
from ticker.level1 import Level1
from ticker.mirror import Mirror

SECTORS = (
    "Communication Services",
    "Consumer Discretionary",
    "Consumer Staples",
    "Energy",
    "Financials",
    "Health Care",
    "Industrials",
    "Information Technology",
    "Materials",
    "Real Estate",
    "Utilities",
)


def _anything(definition: InstrumentDefinition) -> bool:
    return True


class Board(Struct, frozen=True, kw_only=True):
    """``contains`` picks the instruments; ``sort`` is the board's own order where that is a
    ranking, and ``admits`` then says which instruments are ranked at all; ``place`` is its own
    order where that is fixed, but not the list's."""

    slug: str
    title: str
    contains: Callable[[InstrumentDefinition], bool] = _anything
    sort: str = ""
    admits: Callable[[Level1], bool] | None = None
    place: Callable[[Level1], int] | None = None
    empty_text: str = "No instruments here"

    def levels(self, mirror: Mirror) -> list[Level1]:
        """The board's instruments with their newest values, in the board's fixed order."""
        members = (each.symbol for each in mirror.universe if self.contains(each))
        levels = [mirror.level(symbol) for symbol in members]
        if self.admits is not None:
            levels = list(filter(self.admits, levels))
        return sorted(levels, key=self.place) if self.place else levels


def _sector(name: str) -> Board:
    return Board(slug=slugify(name), title=name, contains=lambda each: each.sector == name)


def _of_class(slug: str, title: str, asset_class: str) -> Board:
    return Board(slug=slug, title=title, contains=lambda each: each.asset_class == asset_class)


GAINERS = Board(
    slug="gainers",
    title="Gainers",
    sort="-chg_pct",
    admits=lambda level: (level.chg_pct or 0) > 0,
    empty_text="Nothing is up: no instrument has a gain to show",
)
LOSERS = Board(
    slug="losers",
    title="Losers",
    sort="chg_pct",
    admits=lambda level: (level.chg_pct or 0) < 0,
    empty_text="Nothing is down: no instrument has a loss to show",
)
MOST_ACTIVE = Board(
    slug="most-active",
    title="Most active",
    sort="-volume",
    contains=lambda each: each.asset_class != "CRYPTO",
    admits=lambda level: bool(level.volume),
    empty_text="Nothing has traded yet",
)
ALL = Board(slug="all", title="All")

BOARDS = {
    board.slug: board
    for board in (
        ALL,
        GAINERS,
        LOSERS,
        MOST_ACTIVE,
        _of_class("etfs", "ETFs", "ETF"),
        _of_class("crypto", "Crypto", "CRYPTO"),
        *(_sector(name) for name in SECTORS),
    )
}
