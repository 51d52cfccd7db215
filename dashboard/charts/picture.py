"""A chart as a separate picture, for an <img>, mail or paper."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dashboard.charts.chart import OVERLAYS, Chart
from dashboard.charts.drawing import Drawing, draw_chart
from dashboard.charts.livelayer import live_layer

Theme = Literal["light", "dark"]
Attributes = dict[str, str]

TOKENS: dict[Theme, Attributes] = {
    "light": {
        "ground": "#ffffff",
        "rule": "#e4e7ec",
        "edge": "#c5cbd5",
        "text": "#14181f",
        "muted": "#586170",
        "accent": "#5b43c4",
        "green": "#086a3a",
        "red": "#b3261d",
        "blue": "#0063a0",
        "orange": "#865600",
    },
    "dark": {
        "ground": "#0f1216",
        "rule": "#232931",
        "edge": "#3c4653",
        "text": "#dbe0e7",
        "muted": "#939dab",
        "accent": "#ab9df9",
        "green": "#45bd80",
        "red": "#ff7a70",
        "blue": "#56b0ea",
        "orange": "#e69f00",
    },
}
"""The colours of static/css, which a picture cannot use."""

PALETTES = {
    "": ("green", "red"),
    "blue-orange": ("blue", "orange"),
    "red-green": ("red", "green"),
    "red-blue": ("red", "blue"),
}
CHARACTER = 6.6
"""Pixels of a figure at 11 px."""

HEAD, FOOT, EDGE = 28, 22, 12
"""Pixels above, below and next to the plot."""


def render_picture(
    chart: Chart,
    last: Decimal | None = None,
    *,
    width: int = 960,
    height: int = 420,
    theme: Theme = "light",
    palette: str = "",
) -> SafeString:
    """A whole SVG document. Styled by attributes only, so it looks the same where a policy forbids
    styles."""
    drawing = draw_chart(chart)
    axis = drawing.frame.axis * CHARACTER + EDGE
    colours = _colours(theme, palette)
    layer = live_layer(drawing.frame, (), last)
    paths = [
        {**_paint(shape.css, colours, is_hollow=drawing.css != "many"), "d": shape.d}
        for shape in drawing.shapes
    ]
    context = {
        "chart": drawing,
        "layer": layer,
        "colours": colours,
        "paths": paths,
        "width": width,
        "height": height,
        "plot_left": EDGE,
        "plot_top": HEAD,
        "plot_width": round(width - axis - EDGE),
        "plot_height": height - HEAD - FOOT,
        "label_width": round(axis - 2),
        "legend": _legend(drawing, colours),
        "legend_right": width - EDGE,
        "times": drawing.wide_labels if width - axis - EDGE >= 640 else drawing.narrow_labels,
    }
    return render_to_string("symbols/chart.svg", context)


def _colours(theme: Theme, palette: str) -> Attributes:
    tokens = TOKENS[theme]
    up, down = PALETTES[palette]
    return {**tokens, "up": tokens[up], "down": tokens[down]}


class LegendLine(NamedTuple):
    dash: str
    text: str
    colour: str


def _legend(drawing: Drawing, colours: Attributes) -> list[LegendLine]:
    drawn_ones = {shape.css for shape in drawing.shapes}
    lines = [
        LegendLine("- -" if key == "sma50" else "—", OVERLAYS[key], _paint(key, colours)["stroke"])
        for key in OVERLAYS
        if key in drawn_ones
    ]
    if drawing.prev:
        lines.append(LegendLine("···", drawing.prev.text, colours["muted"]))
    return lines


def _paint(css: str, colours: Attributes, *, is_hollow: bool = False) -> Attributes:
    kind, _, direction = css.partition(" ")
    own = colours.get(direction, colours["muted"])
    hollow = is_hollow and direction == "up"
    paints: dict[str, Attributes] = {
        "body": {"fill": colours["ground"] if hollow else own, "stroke": own},
        "wick": _stroke(own),
        "volume": {"fill": own, "fill-opacity": "0.35"},
        "extended": {"fill": colours["text"], "fill-opacity": "0.04"},
        "break": _stroke(colours["edge"], dashes="2 3" if direction == "session" else "none"),
        "halt": {"fill": colours["text"], "fill-opacity": "0.12"},
        "close": _stroke(colours["text"], "1.5"),
        "area": {"fill": colours["text"], "fill-opacity": "0.08"},
        "vwap": _stroke(colours["accent"], "1.5"),
        "sma20": _stroke(colours["muted"], "1.25"),
        "sma50": _stroke(colours["muted"], "1.25", "5 3"),
    }
    return paints[kind]


def _stroke(colour: str, width: str = "1", dashes: str = "none") -> Attributes:
    return {
        "fill": "none",
        "stroke": colour,
        "stroke-width": width,
        "stroke-dasharray": dashes,
    }
