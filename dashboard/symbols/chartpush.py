"""Which chart, trade and status fragments one page has already been sent."""

from __future__ import annotations

from dashboard.charts.drawing import Drawing
from dashboard.symbols.chartfragments import ChartFragments


class ChartPush:
    """``fragments`` are shared by all pages with this chart; each is sent what differs from its
    last push."""

    def __init__(self, fragments: ChartFragments) -> None:
        self.fragments = fragments
        self._sent_fragments: dict[str, str] = {}
        self._drawing: Drawing | None = None
        self._bar_count = 0

    def render_changes(self) -> str:
        """The changed out-of-band fragments. The first push includes the plot, which must have the
        scale of the layer over it."""
        parts = self.fragments
        parts.refresh()
        drawn = ""
        if self._drawing is not parts.chart.drawing:
            plot = parts.plot()
            drawn, self._drawing, self._bar_count = plot.html, plot.drawing, plot.bar_count
            self._sent_fragments = {**self._sent_fragments, "live": plot.layer_html}
        if self._bar_count != parts.bar_count:
            drawn, self._bar_count = drawn + parts.slider().html, parts.bar_count
        changed = [
            html
            for name, html in parts.html_by_name.items()
            if self._sent_fragments.get(name) != html
        ]
        self._sent_fragments = parts.html_by_name
        return drawn + "".join(changed)
