"""Which chart, trade and status fragments one page has already been sent."""

from __future__ import annotations

from dashboard.charts.drawing import Drawing
from dashboard.symbols.parts import Parts


class Beside:
    """``fragments`` are shared by all pages with this chart; each is sent what differs from its
    last push."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._sent: dict[str, str] = {}
        self._drawing: Drawing | None = None
        self._bars = 0

    def newest(self) -> str:
        """The changed out-of-band fragments. The first push includes the plot, which must have the
        scale of the layer over it."""
        parts = self.parts
        parts.renew()
        drawn = ""
        if self._drawing is not parts.chart.drawing:
            plot = parts.plot()
            drawn, self._drawing, self._bars = plot.pushed, plot.drawing, plot.bars
            self._sent = {**self._sent, "live": plot.layer}
        if self._bars != parts.bars:
            drawn, self._bars = drawn + parts.ends().pushed, parts.bars
        changed = [html for name, html in parts.pushed.items() if self._sent.get(name) != html]
        self._sent = parts.pushed
        return drawn + "".join(changed)
