from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from channels.db import database_sync_to_async
from django.http import QueryDict

from dashboard.accounts.visitor import Visitor
from dashboard.boards.consumers import bad_choice_refusal
from dashboard.boards.selection import Controls, Selection
from dashboard.choices.choices import BadChoiceError
from dashboard.watchlists import access
from dashboard.watchlists.access import ListAccess
from dashboard.watchlists.selection import last_page, list_selection
from ticker.live.close_codes import REVOKED, Refused
from ticker.live.subscription import Guard, Subscription
from ticker.web.consumers import TickerConsumer


class WatchlistConsumer(TickerConsumer):
    page = "watchlist"
    controls: ClassVar[Controls] = ""

    async def subscribe(self, scope: dict[str, Any]) -> Subscription:
        visitor = await Visitor.from_scope(scope)
        sight, selection = await database_sync_to_async(self._read)(scope, visitor)
        frame = _page_frame(selection)
        if scope.setdefault("frame", frame) != frame:
            raise Refused(REVOKED, "more than its rows has changed")
        guard = Guard(
            key=sight.shown_version(visitor),
            check=access.check_lists,
            topics=visitor.topics | sight.topics,
            renew=partial(self.subscribe, scope),
        )
        return Subscription([selection.table_spec], selection.choices.rate, guard)

    def _read(self, scope: dict[str, Any], visitor: Visitor) -> tuple[ListAccess, Selection]:
        sight = self.list_access(scope["url_route"]["kwargs"], visitor)
        try:
            return sight, list_selection(
                sight, visitor, QueryDict(scope["query_string"]), self.controls
            )
        except BadChoiceError as error:
            raise bad_choice_refusal(error) from None

    def list_access(self, url_kwargs: dict[str, Any], visitor: Visitor) -> ListAccess:
        """Raises Refused."""
        return access.owned_list(visitor, url_kwargs["number"])


def _page_frame(selection: Selection) -> tuple[object, ...]:
    """Everything around the rows: the page must reload if any of it changes."""
    base = selection.choices.base
    return selection.board.title, base and base.columns, last_page(selection)


class EditConsumer(WatchlistConsumer):
    controls = "edit"


class SharedConsumer(WatchlistConsumer):
    page = "shared"

    def list_access(self, url_kwargs: dict[str, Any], visitor: Visitor) -> ListAccess:
        return access.shared_list(url_kwargs["token"])
