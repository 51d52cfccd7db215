"""A list as one reader sees it, for page, socket and data files."""

from __future__ import annotations

from django.http import QueryDict
from msgspec import structs

from dashboard.accounts.visitor import Visitor
from dashboard.boards.boards import TITLES
from dashboard.boards.selection import Controls, Selection
from dashboard.choices.choices import Choices, OwnChoicesForm
from dashboard.watchlists.access import Sight
from dashboard.watchlists.board import EDITED, base_of, board
from ticker.web.process import live


def selection(
    sight: Sight, visitor: Visitor, query: QueryDict, controls: Controls = ""
) -> Selection:
    """Raises BadChoiceError."""
    list_board = board(sight, live.universe)
    base = base_of(visitor.base, list_board)
    if controls == "edit":
        base = structs.replace(base, columns=EDITED)
    choices = Choices.read(query, base, OwnChoicesForm, TITLES)
    if controls == "edit":  # the edit buttons move entries in the stored order
        choices = structs.replace(choices, sort="", q="")
    return Selection(board=list_board, choices=choices, controls=controls)


def last_page(list_board: Selection) -> int:
    """The last page without a filter."""
    return max(1, -(-len(list_board.board.symbols or ()) // list_board.page_size))
