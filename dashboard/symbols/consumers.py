from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from channels.db import database_sync_to_async
from django.http import QueryDict

from dashboard.accounts.visitor import Visitor
from dashboard.boards.choices import BadChoiceError, Choices
from dashboard.boards.consumers import bad_choice, choices_of
from dashboard.boards.selection import Selection
from dashboard.charts.choices import ChartChoices
from dashboard.symbols.livechart import LiveChart
from dashboard.symbols.parts import Parts
from dashboard.symbols.quote import view
from dashboard.symbols.search import results
from ticker import barstore, close_codes
from ticker.close_codes import Refused
from ticker.connection import Connection
from ticker.consumers import TickerConsumer
from ticker.live import live
from ticker.view import Watched

STATE_DELAY = 1.5
"""Seconds after a change of status until it is surely kept."""


class SearchConsumer(TickerConsumer):
    """The matches of a search."""

    page = "search"

    async def watched(self, scope: dict[str, Any]) -> Watched:
        visitor = await Visitor.of_scope(scope)
        choices = choices_of(scope, visitor)
        board = results(live.universe, choices.q)
        selection = Selection(board=board, choices=choices, controls=visitor.controls)
        guard = visitor.guard(partial(self.watched, scope))
        return Watched([selection.view], choices.rate, guard)


class SymbolConsumer(TickerConsumer):
    """One instrument: its quote as a table of one row, and beside it chart, time and sales and the
    history of its status."""

    page = "symbol"
    spacing = 0.5
    _seen: object = None
    _status = ""
    _statuses = 0
    _status_due = 0.0

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
        if self._chart.is_over:
            await self._read()
        await self._look_at_status()
        mirror = live.hub.mirror
        entry, tape = mirror.entry(self._symbol), mirror.tape(self._symbol)
        seen = (entry and entry.version, tape.version, self._statuses)
        if seen == self._seen:
            return self._shown
        self._seen = seen
        return self._watch()

    async def _read(self) -> None:
        definition, mirror = live.universe[self._symbol], live.hub.mirror
        self._chart = await database_sync_to_async(LiveChart)(definition, self._choices, mirror)
        self._parts = Parts(self._chart, mirror)
        self._seen = None

    def _watch(self) -> Watched:
        aside = partial(Parts.newest, self._parts)
        self._shown = Watched([self._view], self._rate, self._guard, aside=aside)
        return self._shown

    async def _look_at_status(self) -> None:
        """A halt that begins or ends is in the history as soon as that is kept."""
        now, status = asyncio.get_running_loop().time(), live.hub.mirror.level(self._symbol).status
        is_halted = status if status.startswith("HALTED") else ""
        if is_halted != self._status:
            self._status, self._status_due = is_halted, now + STATE_DELAY
        if self._status_due and now >= self._status_due:
            self._status_due = 0.0
            origin = live.hub.mirror.feed.origin
            read = database_sync_to_async(barstore.state_of)
            self._chart.state = await read(origin, self._symbol) or self._chart.state
            self._statuses += 1
