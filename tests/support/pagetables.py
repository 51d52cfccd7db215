"""What the pages of the engine's test show, for the request that draws them and for the socket."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from tests.support.examples import UNIVERSE
from ticker.live.fragments import Fragments
from ticker.live.mirror import Mirror
from ticker.live.subscription import AccessResult, Guard, Subscription, TableSpec
from ticker.rows.positions import Position, Positions
from ticker.rows.rows import Layout
from ticker.web.consumers import TickerConsumer

COLUMNS = ("symbol", "last", "chg", "bid", "volume", "status")


def everything(mirror: Mirror) -> list[str]:
    return [each.symbol for each in mirror]


def dearest(mirror: Mirror) -> list[str]:
    """Those that have a price, the dearest first."""
    priced = [each for each in mirror if each.last is not None]
    return [each.symbol for each in sorted(priced, key=lambda each: -(each.last or 0))]


FIXED = TableSpec(Layout("fixed", COLUMNS), "all", everything)
RANKED = TableSpec(Layout("ranked", COLUMNS), "dearest", dearest, is_ranked=True)
TAPE = TableSpec(Layout("tape", COLUMNS, kind="tape"), "tape", everything)
VIEWS = {"/fixed": [FIXED], "/ranked": [RANKED], "/desk": [TAPE, RANKED, FIXED]}
LIST = "/list"
"""Where the list is that is edited."""

PATHS = (*VIEWS, LIST)


class PageTables:
    """What there is to see at each path; ``edits`` counts the changes of the list."""

    def __init__(self) -> None:
        self.edits = 0
        self._list = ("#1 First", *(each.symbol for each in UNIVERSE))

    def edit(self, items: Sequence[str]) -> None:
        self.edits += 1
        self._list = tuple(items)

    def views(self, path: str) -> list[TableSpec]:
        return VIEWS[path] if path in VIEWS else [self._list_table()]

    def _list_table(self) -> TableSpec:
        items = self._list
        quantity = Decimal(self.edits)
        held = {each: Position(quantity=quantity, cost=Decimal(1)) for each in items[::2]}
        key = f"list {self.edits}"
        layout = Layout("list", (*COLUMNS, "quantity", "pnl"))
        return TableSpec(layout, key, lambda _: items, positions=Positions(key, held))


class PageTablesConsumer(TickerConsumer):
    """``rate`` is what the page asked for."""

    def __init__(self, page_tables: PageTables, rate: int) -> None:
        self.page_tables, self.rate = page_tables, rate

    async def subscribe(self, scope: dict[str, Any]) -> Subscription:
        path = scope["path"]
        return Subscription(
            self.page_tables.views(path), self.rate, self._guard(scope) if path == LIST else None
        )

    def _guard(self, scope: dict[str, Any]) -> Guard:
        renew = partial(self.subscribe, scope)
        return Guard(
            key=self.page_tables.edits, check=self._changed, topics=frozenset({LIST}), renew=renew
        )

    async def _changed(self, keys: Collection[Hashable]) -> Mapping[Hashable, AccessResult]:
        return {key: None for key in keys if key != self.page_tables.edits}


def draw_page(
    mirror: Mirror, views: Sequence[TableSpec], orders: Mapping[str, Sequence[str]] | None = None
) -> str:
    """The page as a request for it would be answered now; ``orders`` are the symbols of the
    ranked tables that keep their order."""
    ids = ("state", "clock", "pulse", "watchdog", "proof-even", "proof-odd", "ack")
    kept = orders or {}
    bodies = (
        _body(mirror, view, kept.get(view.layout.table) if view.is_ranked else None)
        for view in views
    )
    return "".join((*(f'<p id="{each}"></p>' for each in ids), *bodies))


def _body(mirror: Mirror, view: TableSpec, kept: Sequence[str] | None) -> str:
    rows = Fragments(view.layout, mirror, positions=view.positions)
    return rows.body(view.symbols(mirror) if kept is None else tuple(kept))
