from __future__ import annotations

import logging

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from msgspec import structs

from dashboard.kiosk.failures import failures
from dashboard.kiosk.fit import display_width, fit_page, max_decimals
from dashboard.kiosk.state import WallState
from dashboard.kiosk.wall import WallConfig, WallPage
from ticker.live.fragments import Fragments, out_of_band
from ticker.live.mirror import Mirror
from ticker.rows.columns import column_in_zone
from ticker.web.process import process

SWAP = "outerHTML settle:0"
"""The swap takes new elements at once. While htmx settles, it gives an element whose id was there
before its old classes, which would show a row in its old colour."""

logger = logging.getLogger(__name__)


class WallContent:
    """The last drawing for all walls that show the same of one version of the market. It is only
    for the event loop: in a thread the market may change while it is drawn."""

    def __init__(self) -> None:
        self._version = 0
        self._html: dict[object, str] = {}

    def push_html(self, config: WallConfig, state: WallState) -> str:
        mirror = process.hub.mirror
        if self._version != mirror.version:
            self._version = mirror.version
            self._html.clear()
        key = config.content_key, state
        if key not in self._html:
            self._html[key] = out_of_band(render_wall(config, state, mirror), SWAP)
        return self._html[key]


wall_content = WallContent()


def render_wall(config: WallConfig, state: WallState, mirror: Mirror) -> SafeString:
    """Draw what the wall shows. If a page cannot be drawn, draw the notice instead, until the
    rotation turns to the next page."""
    try:
        return _render(config, state, mirror)
    except Exception:
        if state.kind != "page":
            raise
        logger.exception(
            "a page of a programme cannot be drawn: %s", config.pages[state.page].title
        )
        failures.record((config.content_key, state.page))
        return _render(config, structs.replace(state, kind="nothing", page=-1), mirror)


def _render(config: WallConfig, state: WallState, mirror: Mirror) -> SafeString:
    halted = [mirror.universe[symbol].ticker for symbol in state.halted_symbols]
    context: dict[str, object] = {"now": state, "programme": config.programme, "halted": halted}
    context |= {
        "banner_width": display_width(state.banner),
        "name_width": display_width(state.name),
    }
    if state.kind == "page":
        context |= _page_context(config.pages[state.page], mirror)
    return render_to_string("partials/stage.html", context)


def _page_context(page: WallPage, mirror: Mirror) -> dict[str, object]:
    selection = page.selection
    symbols = tuple(selection.symbols(mirror))
    return {
        "page": page,
        "fit": fit_page(page, mirror),
        "columns": [column_in_zone(key) for key in selection.choices.columns],
        "decimals": max_decimals(page, mirror),
        "body": Fragments(selection.layout, mirror).body(symbols),
    }
