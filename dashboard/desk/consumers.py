from __future__ import annotations

from functools import partial
from typing import Any

from dashboard.accounts.visitor import Visitor
from dashboard.boards.consumers import choices_of
from dashboard.desk.desk import views
from ticker.live.subscription import Watched
from ticker.web.consumers import TickerConsumer


class DeskConsumer(TickerConsumer):
    page = "desk"

    async def watched(self, scope: dict[str, Any]) -> Watched:
        visitor = await Visitor.of_scope(scope)
        choices = choices_of(scope, visitor)
        guard = visitor.guard(partial(self.watched, scope))
        return Watched(views(choices, visitor.controls), choices.rate, guard)
