from __future__ import annotations

from functools import partial
from typing import Any

from django.http import QueryDict

from dashboard.accounts.visitor import Visitor
from dashboard.boards.consumers import bad_choice, choices_of
from dashboard.boards.selection import Selection
from dashboard.charts.choices import ChartChoices
from dashboard.choices.choices import BadChoiceError, Choices
from dashboard.symbols.chartpush import Beside
from dashboard.symbols.livecharts import live_charts
from dashboard.symbols.quote import view
from dashboard.symbols.search import results
from ticker.live import close_codes
from ticker.live.close_codes import Refused
from ticker.live.connection import Connection
from ticker.live.subscription import Watched
from ticker.web.consumers import TickerConsumer
from ticker.web.process import live


class SearchConsumer(TickerConsumer):
    page = "search"

    async def watched(self, scope: dict[str, Any]) -> Watched:
        visitor = await Visitor.of_scope(scope)
        choices = choices_of(scope, visitor)
        board = results(live.universe, choices.q)
        selection = Selection(board=board, choices=choices, controls=visitor.controls)
        guard = visitor.guard(partial(self.watched, scope))
        return Watched([selection.view], choices.rate, guard)


class SymbolConsumer(TickerConsumer):
    """One instrument: its quote as a table of one row, and next to it chart, time and sales and
    status history."""

    page = "symbol"
    spacing = 0.5
    _seen: object = None

    async def watched(self, scope: dict[str, Any]) -> Watched:
        symbol = scope["url_route"]["kwargs"]["symbol"]
        if symbol not in live.universe:
            raise Refused(close_codes.NOT_FOUND, "no such instrument")
        visitor = await Visitor.of_scope(scope)
        query = QueryDict(scope["query_string"])
        look = Choices.read_look(query, visitor.base)
        try:
            self._choices = ChartChoices.read(query)
        except BadChoiceError as error:
            raise bad_choice(error) from None
        self._symbol, self._guard = symbol, visitor.guard(partial(self.watched, scope))
        self._view, self._rate = view(symbol, look.time_zone), look.rate
        if not look.rate:
            self.spacing = 0.0  # paused
        await self._read()
        return self._watch()

    async def now(self, connection: Connection) -> Watched:
        if self._beside.parts.chart.is_over:
            await self._read()
        parts = self._beside.parts
        await parts.look_at_status()
        if parts.version == self._seen:
            return self._shown
        self._seen = parts.version
        return self._watch()

    async def _read(self) -> None:
        definition, mirror = live.universe[self._symbol], live.hub.mirror
        self._beside = Beside(await live_charts.parts(definition, self._choices, mirror))
        self._seen = None

    def _watch(self) -> Watched:
        aside = partial(Beside.newest, self._beside)
        self._shown = Watched([self._view], self._rate, self._guard, aside=aside)
        return self._shown
