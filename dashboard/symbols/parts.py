"""The parts of a symbol's page that are beside its quote, for the page and the push."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dashboard.charts.hover import reach
from dashboard.symbols.livechart import LiveChart
from dashboard.symbols.timeandsales import changes, joined, lines
from ticker.fragments import out_of_band
from ticker.instruments import InstrumentDefinition
from ticker.mirror import Mirror
from ticker.prints import Print


class Parts:
    """What a page has of each: it is sent those that read differently by now."""

    def __init__(self, chart: LiveChart, mirror: Mirror) -> None:
        self._chart, self._mirror = chart, mirror
        self._sent: dict[str, SafeString] = {}
        self._has_plot = False
        self._bars = 0

    def newest(self) -> str:
        """Those that have changed, as out-of-band fragments."""
        self._chart.take()
        drawn, bars = "", len(self._chart.series.bars)
        is_due = self._chart.is_due or not self._has_plot
        if is_due:
            # The first one, too: what is drawn over it must be drawn to the same scale.
            self._has_plot = True
            self._chart.draw()
            drawn = "".join(out_of_band(each) for each in self._drawn("plot", "slider"))
        elif bars != self._bars:
            # What is pointed at ends with the last bar, and one more is over.
            drawn = "".join(out_of_band(each) for each in self._drawn("slider", "hover"))
        self._bars = bars
        found = self._all()
        if is_due:
            self._sent["live"] = found["live"]  # it is in the plot
        changed = [each for name, each in found.items() if self._sent.get(name) != each]
        self._sent = found
        return drawn + "".join(out_of_band(each) for each in changed)

    def _all(self) -> dict[str, SafeString]:
        chart_id = self._chart.drawing.id
        layer = {"id": chart_id, "layer": self._chart.layer()}
        now = {"id": chart_id, "readout": self._chart.newest}
        return {
            "live": render_to_string("partials/chart_live.html", layer),
            "now": render_to_string("partials/chart_now.html", now),
            "prints": self.prints(),
            "statuses": self.statuses(),
        }

    def _drawn(self, *names: str) -> list[SafeString]:
        """The plot, and what goes through its bars; without bars only that."""
        drawing = self._chart.drawing
        context = {
            "chart": drawing,
            "choices": self._chart.choices,
            "layer": self._chart.layer(),
            "reach": reach(len(self._chart.series.bars), drawing.frame.slots),
            "urls": urls(self._chart.definition.symbol),
        }
        shown = [each for each in names if each == "plot" or self._chart.series.bars]
        return [render_to_string(f"partials/chart_{each}.html", context) for each in shown]

    def prints(self) -> SafeString:
        symbol, state = self._chart.definition.symbol, self._chart.state
        kept = state.prints if state else []
        found = joined(kept, list(self._mirror.tape(symbol).prints))
        return _sales(tuple(found), self._chart.definition, self._chart.calendar.zone)

    def statuses(self) -> SafeString:
        state = self._chart.state
        statuses = state.statuses if state else []
        context = {"statuses": changes(statuses, self._chart.calendar.zone)}
        return render_to_string("partials/statuses.html", context)


@lru_cache(maxsize=128)
def _sales(
    prints: tuple[Print, ...], definition: InstrumentDefinition, zone: ZoneInfo
) -> SafeString:
    """The same for all who look: it is what most of a push costs."""
    return render_to_string("partials/prints.html", {"prints": lines(prints, definition, zone)})


def urls(symbol: str) -> dict[str, str]:
    """Where a chart's own parts are."""
    base = f"/symbols/{symbol}/chart"
    return {
        "svg": f"{base}.svg",
        "csv": f"/symbols/{symbol}.csv",
        "json": f"/symbols/{symbol}.json",
        "bars": f"{base}/bars/",
        "readout": f"{base}/readout/",
        "table": f"{base}/table/",
    }
