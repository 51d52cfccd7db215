from __future__ import annotations

from typing import Any

from django.http import QueryDict

from dashboard.boards.boards import BOARDS
from dashboard.boards.choices import BadChoiceError, Choices
from dashboard.boards.selection import Selection
from ticker import close_codes
from ticker.close_codes import Refused
from ticker.consumers import TickerConsumer
from ticker.view import Watched


class BoardConsumer(TickerConsumer):
    """One board: the same selection as its page."""

    page = "board"

    async def watched(self, scope: dict[str, Any]) -> Watched:
        slug = scope["url_route"]["kwargs"]["slug"]
        if slug not in BOARDS:
            raise Refused(close_codes.NOT_FOUND, "no such board")
        choices = choices_of(scope)
        return Watched([Selection(board=BOARDS[slug], choices=choices).view], choices.rate)


def choices_of(scope: dict[str, Any]) -> Choices:
    """Raises Refused."""
    try:
        return Choices.read(QueryDict(scope["query_string"]))
    except BadChoiceError as error:
        raise Refused(close_codes.BAD_REQUEST, error.problems[0][:100]) from None
