from __future__ import annotations

from typing import Any

from dashboard.boards.consumers import choices_of
from dashboard.desk.desk import views
from ticker.consumers import TickerConsumer
from ticker.view import Watched


class DeskConsumer(TickerConsumer):
    """Every table of the desk on one socket."""

    page = "desk"

    async def watched(self, scope: dict[str, Any]) -> Watched:
        choices = choices_of(scope)
        return Watched(views(choices), choices.rate)
