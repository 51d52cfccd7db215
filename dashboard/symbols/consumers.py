from __future__ import annotations

from functools import partial
from typing import Any

from django.http import QueryDict

from dashboard.accounts.visitor import Visitor
from dashboard.boards.consumers import bad_choice_refusal, read_choices
from dashboard.boards.selection import Selection
from dashboard.charts.choices import ChartChoices
from dashboard.choices.choices import BadChoiceError, Choices
from dashboard.symbols.chartpush import ChartPush
from dashboard.symbols.livecharts import live_charts
from dashboard.symbols.quote import table_spec
from dashboard.symbols.search import search_board
from ticker.live import close_codes
from ticker.live.close_codes import Refused
from ticker.live.connection import Connection
from ticker.live.subscription import Subscription
from ticker.web.consumers import TickerConsumer
from ticker.web.process import process


class SearchConsumer(TickerConsumer):
    page = "search"

    async def subscribe(self, scope: dict[str, Any]) -> Subscription:
        visitor = await Visitor.from_scope(scope)
        choices = read_choices(scope, visitor)
        board = search_board(process.universe, choices.q)
        selection = Selection(board=board, choices=choices, controls=visitor.controls)
        guard = visitor.guard(partial(self.subscribe, scope))
        return Subscription([selection.table_spec], choices.rate, guard)


class SymbolConsumer(TickerConsumer):
    """One instrument: its quote as a table of one row, and next to it chart, time and sales and
    status history."""

    page = "symbol"
    spacing = 0.5
    _sent_version: object = None

    async def subscribe(self, scope: dict[str, Any]) -> Subscription:
        symbol = scope["url_route"]["kwargs"]["symbol"]
        if symbol not in process.universe:
            raise Refused(close_codes.NOT_FOUND, "no such instrument")
        visitor = await Visitor.from_scope(scope)
        query = QueryDict(scope["query_string"])
        look = Choices.read_look(query, visitor.base)
        try:
            self._choices = ChartChoices.read(query)
        except BadChoiceError as error:
            raise bad_choice_refusal(error) from None
        self._symbol, self._guard = symbol, visitor.guard(partial(self.subscribe, scope))
        self._table_spec, self._rate = table_spec(symbol, look.time_zone), look.rate
        if not look.rate:
            self.spacing = 0.0  # paused
        await self._read_chart()
        return self._new_subscription()

    async def current_subscription(self, connection: Connection) -> Subscription:
        if self._chart_push.fragments.chart.is_over:
            await self._read_chart()
        parts = self._chart_push.fragments
        await parts.check_status()
        if parts.version == self._sent_version:
            return self._subscription
        self._sent_version = parts.version
        return self._new_subscription()

    async def _read_chart(self) -> None:
        definition, mirror = process.universe[self._symbol], process.hub.mirror
        self._chart_push = ChartPush(await live_charts.fragments(definition, self._choices, mirror))
        self._sent_version = None

    def _new_subscription(self) -> Subscription:
        aside = partial(ChartPush.render_changes, self._chart_push)
        self._subscription = Subscription([self._table_spec], self._rate, self._guard, panels=aside)
        return self._subscription
