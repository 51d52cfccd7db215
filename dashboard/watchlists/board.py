"""A list as a board: what is true of boards, pages, sockets and data files is true of it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from dashboard.boards.boards import Board
from dashboard.choices.choices import Choices
from dashboard.watchlists.access import Sight
from dashboard.watchlists.models import Entry
from ticker.market.instruments import Universe
from ticker.rows.positions import Position, Positions
from ticker.rows.rows import HEADING

HOLDINGS = (
    *("symbol", "name", "last", "chg", "chg_pct"),
    *("quantity", "cost", "worth", "pnl", "pnl_pct"),
)
"""The columns of a list with positions in it, for who has chosen none."""

EDITED = ("symbol", "name", "last", "quantity", "cost", "note")
"""Those beside the buttons that edit it."""


def board(sight: Sight, universe: Universe) -> Board:
    """What is not in the universe (any more) is not on it."""
    entries = [each for each in sight.watchlist.kept() if each.heading or each.symbol in universe]
    held = {each.symbol: _position(each, sight) for each in entries if each.symbol}
    watchlist = sight.watchlist
    version = f"{watchlist.version} {sight.shows_notes:d}{sight.shows_positions:d}"
    return Board(
        slug=f"watchlist-{watchlist.pk}",
        title=watchlist.name,
        symbols=list(held),
        headings=_headings(entries),
        positions=Positions(f"{watchlist.pk} {version}", held),
        version=version,
        empty_text="Nothing in this list yet",
    )


def _position(entry: Entry, sight: Sight) -> Position:
    return Position(
        note=entry.note if sight.shows_notes else "",
        quantity=entry.quantity if sight.shows_positions else None,
        cost=entry.cost if sight.shows_positions else None,
    )


def _headings(entries: Iterable[Entry]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    waiting: list[str] = []
    for entry in entries:
        if entry.heading:
            waiting.append(f"{HEADING}{entry.pk} {entry.heading}")
        elif waiting:
            found[entry.symbol], waiting = waiting, []
    return {**found, "": waiting} if waiting else found


def base_of(base: Choices | None, board: Board) -> Choices:
    """A reader's own base, with the columns for what is kept in this list."""
    held = [board.positions.of(symbol) for symbol in board.symbols or ()]
    has_positions = any(each.quantity is not None or each.cost is not None for each in held)
    base = base or Choices()
    columns = HOLDINGS if has_positions else base.columns
    if any(each.note for each in held):
        columns = (*columns, "note")
    return structs.replace(base, columns=columns, base=None)
