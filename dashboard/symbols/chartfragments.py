"""The fragments of a symbol's page around its quote, for page and push."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from channels.db import database_sync_to_async
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dashboard.charts.drawing import Drawing
from dashboard.charts.hover import slider_extent
from dashboard.symbols.livechart import LiveChart
from dashboard.symbols.timeandsales import merge_prints, print_rows, status_rows
from ticker.live.fragments import out_of_band
from ticker.live.mirror import Mirror
from ticker.market.freshness import UNKNOWN, is_halted
from ticker.market.instruments import InstrumentDefinition
from ticker.market.prints import Print
from ticker.store import barstore

STATE_DELAY = 1.5
"""Seconds until a change of status is surely stored."""


class RenderedPlot(NamedTuple):
    """A rendered plot with ``bar_count`` bars, and the layer at that time."""

    drawing: Drawing
    bar_count: int
    html: str
    layer_html: str


class ChartFragments:
    """The fragments of one chart, rendered once for all pages; ``chart`` may be read again for
    them, last at ``read_at`` (monotonic seconds). ``html_by_name`` holds the newest out-of-band
    fragments, without the plot."""

    def __init__(self, chart: LiveChart, mirror: Mirror) -> None:
        self.chart, self._mirror = chart, mirror
        self.read_at = 0.0
        self.html_by_name: dict[str, str] = {}
        self._symbol = chart.definition.symbol
        self._rendered_version: object = None
        self._plot: RenderedPlot | None = None
        self._slider: RenderedPlot | None = None
        self._status = UNKNOWN
        self._status_due = 0.0
        self._state_version = 0

    def has_mirror(self, mirror: Mirror) -> bool:
        return self._mirror is mirror

    @property
    def bar_count(self) -> int:
        return len(self.chart.series.bars)

    @property
    def version(self) -> object:
        """Changes whenever there is something new."""
        entry, tape = self._mirror.entry(self._symbol), self._mirror.tape(self._symbol)
        return self.chart, entry and entry.version, tape.version, self._state_version

    def refresh(self) -> None:
        """Call first for each push."""
        version = self.version
        if self._rendered_version == version:
            return
        self.chart.update()
        if self.chart.is_redraw_due:
            self.chart.redraw()
        chart_id = self.chart.drawing.id
        layer = {"id": chart_id, "layer": self.chart.layer()}
        now = {"id": chart_id, "readout": self.chart.newest_readout}
        html = {
            "live": render_to_string("partials/chart_live.html", layer),
            "now": render_to_string("partials/chart_now.html", now),
            "prints": self.prints(),
            "statuses": self.statuses(),
        }
        self.html_by_name = {name: out_of_band(fragment) for name, fragment in html.items()}
        self._rendered_version = version

    def plot(self) -> RenderedPlot:
        """The plot with its slider."""
        if self._plot is None or self._plot.drawing is not self.chart.drawing:
            self._plot = self._render("plot", "slider")
        return self._plot

    def slider(self) -> RenderedPlot:
        """The slider and hover area up to the last bar, which may be newer than the plot."""
        ends = self._slider
        if (
            ends is None
            or ends.drawing is not self.chart.drawing
            or ends.bar_count != self.bar_count
        ):
            ends = self._slider = self._render("slider", "hover")
        return ends

    def _render(self, *names: str) -> RenderedPlot:
        """Without bars only the plot: there is nothing to point at."""
        drawing = self.chart.drawing
        context = {
            "chart": drawing,
            "choices": self.chart.choices,
            "layer": self.chart.layer(),
            "reach": slider_extent(self.bar_count, drawing.frame.slots),
            "urls": chart_urls(self._symbol),
        }
        shown_names = [name for name in names if name == "plot" or self.bar_count]
        rendered = [
            render_to_string(f"partials/chart_{name}.html", context) for name in shown_names
        ]
        pushed = "".join(out_of_band(name) for name in rendered)
        return RenderedPlot(drawing, self.bar_count, pushed, self.html_by_name["live"])

    async def check_status(self) -> None:
        """Read the history again once a started or ended halt is stored."""
        now, status = asyncio.get_running_loop().time(), self._mirror.level(self._symbol).status
        halt = status if is_halted(status) else UNKNOWN
        if halt != self._status:
            self._status, self._status_due = halt, now + STATE_DELAY
        if self._status_due and now >= self._status_due:
            # One of the sharing pages reads; after an error, the next one does.
            self._status_due = 0.0
            try:
                await self.read_state()
            except BaseException:
                self._status_due = now + STATE_DELAY
                raise

    async def read_state(self) -> None:
        """Read the stored trades and statuses. Raises DatabaseError."""
        read = database_sync_to_async(barstore.read_state)
        stored = await read(self._mirror.feed.origin, self._symbol)
        if stored is not None and stored != self.chart.state:
            self.chart.state = stored
            self._state_version += 1

    def prints(self) -> SafeString:
        state = self.chart.state
        stored = state.prints if state else []
        prints = merge_prints(stored, list(self._mirror.tape(self._symbol).prints))
        return _prints_html(tuple(prints), self.chart.definition, self.chart.calendar.zone)

    def statuses(self) -> SafeString:
        state = self.chart.state
        statuses = state.statuses if state else []
        context = {"statuses": status_rows(statuses, self.chart.calendar.zone)}
        return render_to_string("partials/statuses.html", context)


@lru_cache(maxsize=128)
def _prints_html(
    prints: tuple[Print, ...], definition: InstrumentDefinition, zone: ZoneInfo
) -> SafeString:
    """Shared by all pages: it is most of a push's cost."""
    return render_to_string(
        "partials/prints.html", {"prints": print_rows(prints, definition, zone)}
    )


def chart_urls(symbol: str) -> dict[str, str]:
    base = f"/symbols/{symbol}/chart"
    return {
        "svg": f"{base}.svg",
        "csv": f"/symbols/{symbol}.csv",
        "json": f"/symbols/{symbol}.json",
        "bars": f"{base}/bars/",
        "readout": f"{base}/readout/",
        "table": f"{base}/table/",
    }
