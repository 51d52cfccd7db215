from __future__ import annotations

from functools import partial
from typing import Any

from django.http import QueryDict

from dashboard.accounts.visitor import Visitor
from dashboard.boards.boards import BOARDS, TITLES
from dashboard.boards.selection import Selection
from dashboard.choices.choices import STAR, BadChoiceError, Choices
from ticker.live import close_codes
from ticker.live.close_codes import Refused
from ticker.live.subscription import Subscription
from ticker.web.consumers import TickerConsumer


class BoardConsumer(TickerConsumer):
    page = "board"

    async def subscribe(self, scope: dict[str, Any]) -> Subscription:
        slug = scope["url_route"]["kwargs"]["slug"]
        if slug not in BOARDS:
            raise Refused(close_codes.NOT_FOUND, "no such board")
        visitor = await Visitor.from_scope(scope)
        choices = read_choices(scope, visitor)
        selection = Selection(board=BOARDS[slug], choices=choices, controls=visitor.controls)
        guard = visitor.guard(partial(self.subscribe, scope))
        return Subscription([selection.table_spec], choices.rate, guard)


def read_choices(scope: dict[str, Any], visitor: Visitor) -> Choices:
    """Raises Refused, also if the reader signed in or out since the page was drawn."""
    query = QueryDict(scope["query_string"], mutable=True)
    if bool(query.pop(STAR, "")) != bool(visitor.controls):
        raise Refused(close_codes.REVOKED, "signed in or out meanwhile")
    try:
        return Choices.read(query, visitor.base, boards=TITLES)
    except BadChoiceError as error:
        raise bad_choice_refusal(error) from None


def bad_choice_refusal(error: BadChoiceError) -> Refused:
    return Refused(close_codes.BAD_REQUEST, error.problems[0][:100])
