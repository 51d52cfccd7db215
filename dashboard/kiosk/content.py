from __future__ import annotations

import logging

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from msgspec import structs

from dashboard.kiosk.failures import failures
from dashboard.kiosk.fit import across, fit, most_decimals
from dashboard.kiosk.showing import Showing
from dashboard.kiosk.wall import Wall, WallPage
from ticker.live.fragments import Fragments, out_of_band
from ticker.live.mirror import Mirror
from ticker.rows.columns import in_zone
from ticker.web.process import live

SWAP = "outerHTML settle:0"
"""The swap takes new elements at once. While htmx settles, it gives an element whose id was there
before its old classes, which would show a row in its old colour."""

logger = logging.getLogger(__name__)


class Stages:
    """The last drawing for all walls that show the same of one version of the market. It is only
    for the event loop: in a thread the market may change while it is drawn."""

    def __init__(self) -> None:
        self._version = 0
        self._drawn: dict[object, str] = {}

    def pushed(self, wall: Wall, now: Showing) -> str:
        mirror = live.hub.mirror
        if self._version != mirror.version:
            self._version = mirror.version
            self._drawn.clear()
        key = wall.shown, now
        if key not in self._drawn:
            self._drawn[key] = out_of_band(stage(wall, now, mirror), SWAP)
        return self._drawn[key]


stages = Stages()


def stage(wall: Wall, now: Showing, mirror: Mirror) -> SafeString:
    """Draw what the wall shows. If a page cannot be drawn, draw the notice instead, until the
    rotation turns to the next page."""
    try:
        return _drawn(wall, now, mirror)
    except Exception:
        if now.kind != "page":
            raise
        logger.exception("a page of a programme cannot be drawn: %s", wall.pages[now.page].title)
        failures.note((wall.shown, now.page))
        return _drawn(wall, structs.replace(now, kind="nothing", page=-1), mirror)


def _drawn(wall: Wall, now: Showing, mirror: Mirror) -> SafeString:
    halted = [mirror.universe[symbol].ticker for symbol in now.halted]
    context: dict[str, object] = {"now": now, "programme": wall.programme, "halted": halted}
    context |= {"banner_width": across(now.banner), "name_width": across(now.name)}
    if now.kind == "page":
        context |= _page(wall.pages[now.page], mirror)
    return render_to_string("partials/stage.html", context)


def _page(page: WallPage, mirror: Mirror) -> dict[str, object]:
    selection = page.selection
    symbols = tuple(selection.symbols(mirror))
    return {
        "page": page,
        "fit": fit(page, mirror),
        "columns": [in_zone(key) for key in selection.choices.columns],
        "decimals": most_decimals(page, mirror),
        "body": Fragments(selection.layout, mirror).body(symbols),
    }
