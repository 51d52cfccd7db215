"""What the pages of the engine's test show, for the request that draws them and for the socket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.ticker.examples import UNIVERSE
from ticker.consumers import TickerConsumer
from ticker.mirror import Mirror
from ticker.rows import Layout, render_body, render_row
from ticker.view import View, Watched

COLUMNS = ("symbol", "last", "chg", "bid", "volume", "status")


def everything(mirror: Mirror) -> list[str]:
    return [each.symbol for each in mirror]


def dearest(mirror: Mirror) -> list[str]:
    """Those that have a price, the dearest first."""
    priced = [each for each in mirror if each.last is not None]
    return [each.symbol for each in sorted(priced, key=lambda each: -(each.last or 0))]


FIXED = View(Layout("fixed", COLUMNS), "all", everything)
RANKED = View(Layout("ranked", COLUMNS), "dearest", dearest, is_ranked=True)
TAPE = View(Layout("tape", COLUMNS, kind="tape"), "tape", everything)
VIEWS = {"/fixed": [FIXED], "/ranked": [RANKED], "/desk": [TAPE, RANKED, FIXED]}


class Consumer(TickerConsumer):
    """``rate`` is what the page asked for."""

    def __init__(self, rate: int) -> None:
        self.rate = rate

    async def watched(self, scope: dict[str, Any]) -> Watched:
        return Watched(VIEWS[scope["path"]], self.rate)


def draw(mirror: Mirror, path: str, orders: Mapping[str, Sequence[str]] | None = None) -> str:
    """The page as a request for it would be answered now; ``orders`` are the symbols of the
    tables that keep their order."""
    ids = ("state", "clock", "pulse", "watchdog", "proof-even", "proof-odd", "ack")
    kept = orders or {}
    bodies = (
        _body(mirror, view.layout, kept.get(view.layout.table, view.symbols(mirror)))
        for view in VIEWS[path]
    )
    return "".join((*(f'<p id="{each}"></p>' for each in ids), *bodies))


def _body(mirror: Mirror, layout: Layout, order: Sequence[str]) -> str:
    rows = [render_row(mirror.level(each), UNIVERSE[each], layout) for each in order]
    return render_body(layout, rows)
