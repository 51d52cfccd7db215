from __future__ import annotations

from typing import Any

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
        choices = choices_of(scope)
        selection = Selection(board=results(live.universe, choices.q), choices=choices)
        return Watched([selection.view], choices.rate)
