from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from channels.db import database_sync_to_async
from django.http import QueryDict

from dashboard.accounts.visitor import Visitor
from dashboard.boards.consumers import bad_choice
from dashboard.boards.selection import Controls, Selection
from dashboard.choices.choices import BadChoiceError
from dashboard.watchlists import access
from dashboard.watchlists.access import Sight
from dashboard.watchlists.selection import last_page, selection
from ticker.live.close_codes import REVOKED, Refused
from ticker.live.subscription import Guard, Watched
from ticker.web.consumers import TickerConsumer


class WatchlistConsumer(TickerConsumer):
    page = "watchlist"
    controls: ClassVar[Controls] = ""

    async def watched(self, scope: dict[str, Any]) -> Watched:
        visitor = await Visitor.of_scope(scope)
        sight, selection = await database_sync_to_async(self._read)(scope, visitor)
        frame = _frame(selection)
        if scope.setdefault("frame", frame) != frame:
            raise Refused(REVOKED, "more than its rows has changed")
        guard = Guard(
            key=sight.seen(visitor),
            ask=access.changed,
            topics=visitor.topics | sight.topics,
            renew=partial(self.watched, scope),
        )
        return Watched([selection.view], selection.choices.rate, guard)

    def _read(self, scope: dict[str, Any], visitor: Visitor) -> tuple[Sight, Selection]:
        sight = self.sight(scope["url_route"]["kwargs"], visitor)
        try:
            return sight, selection(sight, visitor, QueryDict(scope["query_string"]), self.controls)
        except BadChoiceError as error:
            raise bad_choice(error) from None

    def sight(self, address: dict[str, Any], visitor: Visitor) -> Sight:
        """Raises Refused."""
        return access.own(visitor, address["number"])


def _frame(selection: Selection) -> tuple[object, ...]:
    """What surrounds the rows: the page must reload if any of it changes."""
    base = selection.choices.base
    return selection.board.title, base and base.columns, last_page(selection)


class EditConsumer(WatchlistConsumer):
    controls = "edit"


class SharedConsumer(WatchlistConsumer):
    page = "shared"

    def sight(self, address: dict[str, Any], visitor: Visitor) -> Sight:
        return access.shared(address["token"])
