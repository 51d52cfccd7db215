from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from dashboard.charts.candles import candles
from dashboard.charts.chart import Chart, interval_length, is_intraday
from dashboard.charts.floats import Floats
from dashboard.charts.frame import AxisLabel, PlotFrame, percent
from dashboard.charts.framing import bars_to_come, plot_frame
from dashboard.charts.hover import SliderExtent, slider_extent
from dashboard.charts.lines import close_line
from dashboard.charts.marks import halt_marks, session_marks, shown_halts
from dashboard.charts.overlays import overlays
from dashboard.charts.paths import HEIGHT, Shape
from dashboard.charts.readout import Readout, readout
from dashboard.charts.scale import Scale
from dashboard.charts.sentence import sentence
from dashboard.charts.sessions import SessionSpan, session_spans
from dashboard.charts.timeaxis import CHARACTER, GAP, TimeAxis
from dashboard.charts.volumes import VOLUMES, volumes
from ticker.market.bar import Bar
from ticker.market.sessions import zone_name
from ticker.rows import formats

NARROW, WIDE = 290, 640
"""Least pixels of a plot: on a phone, and where it has more labels."""

FEW, SOME = 90, 260
"""Up to how many bars bodies are hollow: everywhere, and on a wide page."""

NO_TRADES = "No trades in this range yet"
MOST_LABEL = 12
"""Characters of a halt's reason."""


class PlotLabel(NamedTuple):
    """``x`` is in percent; ``anchor`` is SVG's text-anchor."""

    x: str
    text: str
    anchor: str


class PrevClose(NamedTuple):
    """``y`` is "" if the price is outside the scale; the text then tells the direction."""

    y: str
    text: str


class Drawing(Struct, frozen=True, kw_only=True):
    """``lines`` are the ticks; ``narrow_labels`` and ``wide_labels`` are for plots of at least
    NARROW and WIDE pixels. ``sentence`` describes the chart in words; ``empty_text`` tells why
    there is nothing."""

    chart: Chart
    frame: PlotFrame
    sentence: str
    shapes: list[Shape]
    lines: list[str]
    narrow_labels: list[PlotLabel]
    wide_labels: list[PlotLabel]
    halts: list[PlotLabel]
    prev: PrevClose | None
    volume: AxisLabel | None
    zone: str
    css: str
    newest: Readout | None
    empty_text: str

    @property
    def id(self) -> str:
        return self.chart.id

    @property
    def heading(self) -> str:
        """The title without the symbol."""
        return self.chart.title.removeprefix(f"{self.chart.definition.ticker}, ")

    @property
    def view_box(self) -> str:
        return f"0 0 {self.frame.width} {HEIGHT}"

    @property
    def slider_extent(self) -> SliderExtent:
        return slider_extent(len(self.chart.all_bars), self.frame.slots)

    @property
    def first_ts(self) -> int:
        return next((bar.ts_open for bar in self.chart.all_bars), 0)


def draw_chart(chart: Chart, pixels: int = WIDE) -> Drawing:
    """``pixels`` is the least width of a wide plot."""
    floats = Floats.from_bars(chart.all_bars)
    plotted = floats.head(len(chart.bars))
    frame = plot_frame(chart, floats)
    scale = frame.scale
    halts = shown_halts(chart, chart.bars)
    axis = TimeAxis(plotted.times, chart.interval, chart.calendar.zone)
    return Drawing(
        chart=chart,
        frame=frame,
        sentence=sentence(chart, floats),
        shapes=_shapes(chart, plotted, frame, halt_marks(halts)),
        lines=[percent(scale.y(tick), HEIGHT) for tick in scale.ticks],
        narrow_labels=_times(axis, frame, NARROW),
        wide_labels=_times(axis, frame, pixels),
        halts=_halt_labels([(start, halt.reason) for halt, start, _ in halts], frame),
        prev=_prev_close(chart, scale),
        volume=_volume(chart.bar_at(floats.busiest), frame),
        zone=_zone(chart),
        css="few" if frame.slots <= FEW else "some" if frame.slots <= SOME else "many",
        newest=_newest(chart),
        empty_text=NO_TRADES if floats.newest is None else "",
    )


def _times(axis: TimeAxis, frame: PlotFrame, pixels: int) -> list[PlotLabel]:
    return [
        PlotLabel(percent(label.x, frame.width), label.text, label.anchor)
        for label in axis.labels(frame.slots, pixels)
    ]


def _zone(chart: Chart) -> str:
    if not chart.bars or not is_intraday(chart.interval):
        return ""
    return zone_name(chart.calendar, chart.bars[-1].ts_open)


def _newest(chart: Chart) -> Readout | None:
    bars = chart.all_bars
    if not bars:
        return None
    return readout(bars[-1], chart.definition, chart.interval, chart.calendar.zone)


def _shapes(chart: Chart, floats: Floats, frame: PlotFrame, halts: list[Shape]) -> list[Shape]:
    """The lowest layer first."""
    spans: list[SessionSpan] = []
    if is_intraday(chart.interval):
        spans = list(session_spans(floats.times, chart.calendar, interval_length(chart.interval)))
    return [
        *session_marks(spans, frame.count + 1 if bars_to_come(chart) else frame.slots),
        *halts,
        *volumes(floats, frame.max_volume),
        *_prices(chart, floats, frame.scale),
        *overlays(chart, floats, frame.scale, spans),
    ]


def _prices(chart: Chart, floats: Floats, scale: Scale) -> list[Shape]:
    if chart.kind == "candles":
        return candles(floats, scale)
    return close_line(chart.kind, floats.closes, scale)


def _prev_close(chart: Chart, scale: Scale) -> PrevClose | None:
    if chart.prev_close is None:
        return None
    text = f"Prev Close {formats.price(chart.prev_close, chart.definition)}"
    if scale.contains(chart.prev_close):
        return PrevClose(percent(scale.y(chart.prev_close), HEIGHT), text)
    return PrevClose("", f"{text} {formats.arrow(chart.prev_close - scale.high)}")


def _volume(busiest: Bar | None, frame: PlotFrame) -> AxisLabel | None:
    """The greatest volume, labelled where its column ends."""
    if busiest is None or not busiest.volume:
        return None
    y = HEIGHT - round(VOLUMES * float(busiest.volume) / frame.max_volume)
    return AxisLabel(percent(y, HEIGHT), formats.compact(busiest.volume))


def _halt_labels(spans: Sequence[tuple[int, str]], frame: PlotFrame) -> list[PlotLabel]:
    """The labels that fit, also on a phone."""
    scale, free, labels = NARROW / frame.width, 0.0, []
    for x, reason in spans:
        text = f"HALTED {reason}"[: len("HALTED ") + MOST_LABEL].strip()
        at = x * scale
        width = len(text) * CHARACTER
        anchor = "end" if at + width > NARROW else "start"
        left = at - width if anchor == "end" else at
        if left >= free:
            free = left + width + GAP
            labels.append(PlotLabel(percent(x, frame.width), text, anchor))
    return labels
