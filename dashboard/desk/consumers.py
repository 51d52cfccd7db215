from __future__ import annotations

from functools import partial
from typing import Any

from dashboard.accounts.visitor import Visitor
from dashboard.boards.consumers import read_choices
from dashboard.desk.desk import table_specs
from ticker.live.subscription import Subscription
from ticker.web.consumers import TickerConsumer


class DeskConsumer(TickerConsumer):
    page = "desk"

    async def subscribe(self, scope: dict[str, Any]) -> Subscription:
        visitor = await Visitor.from_scope(scope)
        choices = read_choices(scope, visitor)
        guard = visitor.guard(partial(self.subscribe, scope))
        return Subscription(table_specs(choices, visitor.controls), choices.rate, guard)
