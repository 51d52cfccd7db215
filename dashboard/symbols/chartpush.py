"""What one page has of what is beside its quote."""

from __future__ import annotations

from dashboard.charts.drawing import Drawing
from dashboard.symbols.parts import Parts


class Beside:
    """``parts`` are shared by all who look at the same; a page is sent those that read differently
    by now."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._sent: dict[str, str] = {}
        self._drawing: Drawing | None = None
        self._bars = 0

    def newest(self) -> str:
        """Those that have changed, as out-of-band fragments. The plot at first, too: what is drawn
        over it must be drawn to the same scale."""
        parts = self.parts
        parts.renew()
        drawn = ""
        if self._drawing is not parts.chart.drawing:
            plot = parts.plot()
            drawn, self._drawing, self._bars = plot.pushed, plot.drawing, plot.bars
            self._sent = {**self._sent, "live": plot.layer}
        if self._bars != parts.bars:
            drawn, self._bars = drawn + parts.ends().pushed, parts.bars
        changed = [each for name, each in parts.pushed.items() if self._sent.get(name) != each]
        self._sent = parts.pushed
        return drawn + "".join(changed)
