"""A list as one reader sees it, for page, socket and data files."""

from __future__ import annotations

from django.http import QueryDict
from msgspec import structs

from dashboard.accounts.visitor import Visitor
from dashboard.boards.boards import TITLES
from dashboard.boards.selection import Controls, Selection
from dashboard.choices.choices import Choices, WatchlistChoicesForm
from dashboard.watchlists.access import ListAccess
from dashboard.watchlists.board import EDIT_COLUMNS, base_choices, list_board
from ticker.web.process import process


def list_selection(
    list_access: ListAccess, visitor: Visitor, query: QueryDict, controls: Controls = ""
) -> Selection:
    """Raises BadChoiceError."""
    board = list_board(list_access, process.universe)
    base = base_choices(visitor.base, board)
    if controls == "edit":
        base = structs.replace(base, columns=EDIT_COLUMNS)
    choices = Choices.read(query, base, WatchlistChoicesForm, TITLES)
    if controls == "edit":  # the edit buttons move entries in the stored order
        choices = structs.replace(choices, sort="", q="")
    return Selection(board=board, choices=choices, controls=controls)


def last_page(selection: Selection) -> int:
    """The last page without a filter."""
    return max(1, -(-len(selection.board.symbols or ()) // selection.page_size))
