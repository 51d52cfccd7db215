"""Boards: named selections of instruments, in an order of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.utils.text import slugify
from msgspec import Struct

from ticker.live.mirror import Mirror
from ticker.market.instruments import InstrumentDefinition
from ticker.market.level1 import Level1
from ticker.rows.positions import NONE, Positions

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


def _match_all(definition: InstrumentDefinition) -> bool:
    return True


class Board(Struct, frozen=True, kw_only=True):
    """``contains`` picks instruments in the universe's order; ``symbols`` lists them in the board's
    own. ``sort`` ranks the board, and ``admits`` then says which instruments are ranked.

    ``headings`` precede symbols in the own order, "" those after the last; ``positions`` belong to
    the symbols. ``version`` changes with any of this.
    """

    slug: str
    title: str
    contains: Callable[[InstrumentDefinition], bool] = _match_all
    sort: str = ""
    admits: Callable[[Level1], bool] | None = None
    symbols: Sequence[str] | None = None
    headings: Mapping[str, Sequence[str]] = {}
    positions: Positions = NONE
    version: str = ""
    empty_text: str = "No instruments here"

    @property
    def is_watchlist(self) -> bool:
        return self.positions != NONE

    def levels(self, mirror: Mirror) -> list[Level1]:
        levels = [
            self.positions.add_position(mirror.level(symbol)) for symbol in self._members(mirror)
        ]
        return levels if self.admits is None else list(filter(self.admits, levels))

    def _members(self, mirror: Mirror) -> Iterator[str]:
        if self.symbols is not None:
            return (symbol for symbol in self.symbols if symbol in mirror.universe)
        return (definition.symbol for definition in mirror.universe if self.contains(definition))


def _sector_board(name: str) -> Board:
    return Board(
        slug=slugify(name), title=name, contains=lambda definition: definition.sector == name
    )


def _asset_class_board(slug: str, title: str, asset_class: str) -> Board:
    return Board(
        slug=slug, title=title, contains=lambda definition: definition.asset_class == asset_class
    )


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
    contains=lambda definition: definition.asset_class != "CRYPTO",
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
        _asset_class_board("etfs", "ETFs", "ETF"),
        _asset_class_board("crypto", "Crypto", "CRYPTO"),
        *(_sector_board(name) for name in SECTORS),
    )
}
TITLES = {slug: board.title for slug, board in BOARDS.items()}
