"""A list as one reader chose to see it: page, socket and data files share it."""

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
    shown = board(sight, live.universe)
    base = base_of(visitor.base, shown)
    if controls == "edit":
        base = structs.replace(base, columns=EDITED)
    choices = Choices.read(query, base, OwnChoicesForm, TITLES)
    if controls == "edit":  # the places that its buttons change are those of the own order
        choices = structs.replace(choices, sort="", q="")
    return Selection(board=shown, choices=choices, controls=controls)


def last_page(shown: Selection) -> int:
    """Of the list as it stands; a filter may leave fewer."""
    return max(1, -(-len(shown.board.symbols or ()) // shown.page_size))
