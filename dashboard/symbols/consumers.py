from __future__ import annotations

from functools import partial
from typing import Any

from dashboard.accounts.visitor import Visitor
from dashboard.boards.consumers import choices_of
from dashboard.boards.selection import Selection
from dashboard.symbols.search import results
from ticker.consumers import TickerConsumer
from ticker.live import live
from ticker.view import Watched


class SearchConsumer(TickerConsumer):
    """The matches of a search."""

    page = "search"

    async def watched(self, scope: dict[str, Any]) -> Watched:
        visitor = await Visitor.of_scope(scope)
        choices = choices_of(scope, visitor)
        board = results(live.universe, choices.q)
        selection = Selection(board=board, choices=choices, controls=visitor.controls)
        guard = visitor.guard(partial(self.watched, scope))
        return Watched([selection.view], choices.rate, guard)
