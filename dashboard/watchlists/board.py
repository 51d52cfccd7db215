"""A watchlist as a board, so that pages, sockets and data files treat it like any board."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from dashboard.boards.boards import Board
from dashboard.choices.choices import Choices
from dashboard.watchlists.access import ListAccess
from dashboard.watchlists.models import Entry
from ticker.market.instruments import Universe
from ticker.rows.positions import Position, Positions
from ticker.rows.rows import HEADING

POSITION_COLUMNS = (
    *("symbol", "name", "last", "chg", "chg_pct"),
    *("quantity", "cost", "worth", "pnl", "pnl_pct"),
)
"""The default columns of a list with positions."""

EDIT_COLUMNS = ("symbol", "name", "last", "quantity", "cost", "note")
"""The columns beside the buttons on the edit page."""


def list_board(list_access: ListAccess, universe: Universe) -> Board:
    """Entries that are not in the universe are left out."""
    entries = [
        entry
        for entry in list_access.watchlist.current_entries()
        if entry.heading or entry.symbol in universe
    ]
    held = {entry.symbol: _position(entry, list_access) for entry in entries if entry.symbol}
    watchlist = list_access.watchlist
    version = f"{watchlist.version} {list_access.shows_notes:d}{list_access.shows_positions:d}"
    return Board(
        slug=f"watchlist-{watchlist.pk}",
        title=watchlist.name,
        symbols=list(held),
        headings=_headings(entries),
        positions=Positions(f"{watchlist.pk} {version}", held),
        version=version,
        empty_text="Nothing in this list yet",
    )


def _position(entry: Entry, list_access: ListAccess) -> Position:
    return Position(
        note=entry.note if list_access.shows_notes else "",
        quantity=entry.quantity if list_access.shows_positions else None,
        cost=entry.cost if list_access.shows_positions else None,
    )


def _headings(entries: Iterable[Entry]) -> dict[str, list[str]]:
    headings: dict[str, list[str]] = {}
    waiting: list[str] = []
    for entry in entries:
        if entry.heading:
            waiting.append(f"{HEADING}{entry.pk} {entry.heading}")
        elif waiting:
            headings[entry.symbol], waiting = waiting, []
    return {**headings, "": waiting} if waiting else headings


def base_choices(base: Choices | None, board: Board) -> Choices:
    """Return the reader's default choices with the columns that this list needs."""
    held = [board.positions.position(symbol) for symbol in board.symbols or ()]
    has_positions = any(
        position.quantity is not None or position.cost is not None for position in held
    )
    base = base or Choices()
    columns = POSITION_COLUMNS if has_positions else base.columns
    if any(position.note for position in held):
        columns = (*columns, "note")
    return structs.replace(base, columns=columns, base=None)
