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
    """One's own list."""

    page = "watchlist"
    controls: ClassVar[Controls] = ""

    async def watched(self, scope: dict[str, Any]) -> Watched:
        visitor = await Visitor.of_scope(scope)
        sight, shown = await database_sync_to_async(self._read)(scope, visitor)
        frame = _frame(shown)
        if scope.setdefault("frame", frame) != frame:
            raise Refused(REVOKED, "more than its rows has changed")
        guard = Guard(
            key=sight.seen(visitor),
            ask=access.changed,
            topics=visitor.topics | sight.topics,
            renew=partial(self.watched, scope),
        )
        return Watched([shown.view], shown.choices.rate, guard)

    def _read(self, scope: dict[str, Any], visitor: Visitor) -> tuple[Sight, Selection]:
        sight = self.sight(scope["url_route"]["kwargs"], visitor)
        try:
            return sight, selection(sight, visitor, QueryDict(scope["query_string"]), self.controls)
        except BadChoiceError as error:
            raise bad_choice(error) from None

    def sight(self, address: dict[str, Any], visitor: Visitor) -> Sight:
        """Raises Refused."""
        return access.own(visitor, address["number"])


def _frame(shown: Selection) -> tuple[object, ...]:
    """What is around the rows: the page must be loaded anew where any of it changes."""
    base = shown.choices.base
    return shown.board.title, base and base.columns, last_page(shown)


class EditConsumer(WatchlistConsumer):
    """The same, with the buttons that change it."""

    controls = "edit"


class SharedConsumer(WatchlistConsumer):
    """A list that somebody shares by a link."""

    page = "shared"

    def sight(self, address: dict[str, Any], visitor: Visitor) -> Sight:
        return access.shared(address["token"])
