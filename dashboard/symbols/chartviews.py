"""A chart's data files, picture and fetched parts."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from msgspec import structs

from dashboard.accounts.visitor import Visitor
from dashboard.charts.choices import ChartChoices
from dashboard.charts.datatable import data_table
from dashboard.charts.hover import bars_since, cursor, hover
from dashboard.charts.picture import render_picture
from dashboard.charts.readout import readout
from dashboard.choices.choices import LOOK, BadChoiceError, Choices
from dashboard.symbols.bardata import csv_file, json_file
from dashboard.symbols.livechart import LiveChart
from dashboard.symbols.views import definition_of
from ticker.live.fragments import out_of_band
from ticker.rows import formats
from ticker.web.process import process

PLOT_PARAMS = ("bar", "first", "slots")
"""Parameters of a chart's parts, apart from the chart's choices."""

MOST_SLOTS = 5000


@require_safe
@never_cache
def bars_json(request: HttpRequest, symbol: str) -> JsonResponse:
    return json_file(_chart(request, symbol))


@require_safe
@never_cache
def bars_csv(request: HttpRequest, symbol: str) -> HttpResponse:
    return csv_file(_chart(request, symbol))


@require_safe
@never_cache
def chart_svg(request: HttpRequest, symbol: str) -> HttpResponse:
    live_chart = _chart(request, symbol, is_drawn=True)
    look = Choices.read_look(request.GET)
    picture = render_picture(
        live_chart.chart(live_chart.series.bars),
        live_chart.last,
        theme="dark" if look.theme == "dark" else "light",
        palette=look.palette,
    )
    return HttpResponse(picture, content_type="image/svg+xml")


@require_safe
@never_cache
def chart_bars(request: HttpRequest, symbol: str) -> HttpResponse:
    """The figures of each bar, fetched when a reader first points at the chart. The forming bar has
    a line of its own."""
    live_chart = _chart(request, symbol)
    first, slots = _whole_number(request, "first"), _whole_number(request, "slots", MOST_SLOTS)
    chart = live_chart.chart(list(bars_since(live_chart.series.bars[:-1], first)))
    return render(request, "partials/chart_bars.html", {"hover": hover(chart, slots)})


@require_safe
@never_cache
def chart_readout(request: HttpRequest, symbol: str) -> HttpResponse:
    """The figures of one bar for the slider; a whole page without scripts."""
    live_chart = _chart(request, symbol)
    first, slots = _whole_number(request, "first"), _whole_number(request, "slots", MOST_SLOTS)
    bars = bars_since(live_chart.series.bars, first)
    place = min(_whole_number(request, "bar"), len(bars) - 1)
    shown_readout = None
    is_part = bool(request.headers.get("HX-Request"))
    # The page has live figures for the last bar.
    if bars and not (is_part and place == len(bars) - 1):
        zone = live_chart.calendar.zone
        shown_readout = readout(
            bars[place], live_chart.definition, live_chart.choices.interval, zone
        )
    context = {
        "id": "chart",
        "readout": shown_readout,
        "cursor": cursor("chart", max(place, 0), max(slots, 1)),
        "definition": live_chart.definition,
    }
    if is_part:
        mark = out_of_band(render_to_string("partials/chart_cursor.html", context))
        return render(request, "symbols/readout_part.html", {**context, "mark": mark})
    return render(request, "symbols/readout.html", _add_look(request, context))


@require_safe
@never_cache
def chart_table(request: HttpRequest, symbol: str) -> HttpResponse:
    live_chart = _chart(request, symbol)
    table = data_table(live_chart.chart(live_chart.series.bars))
    clock = process.hub.mirror.feed.clock
    context = {
        "id": "chart",
        "table": table,
        "definition": live_chart.definition,
        "as_of": formats.instant(clock, live_chart.calendar.zone) if clock else "",
    }
    is_part = request.headers.get("HX-Request")
    template = "partials/chart_table.html" if is_part else "symbols/table.html"
    return render(request, template, _add_look(request, context))


def _chart(request: HttpRequest, symbol: str, *, is_drawn: bool = False) -> LiveChart:
    """Without overlays unless drawn: they need more bars. Raises Http404 and BadChoiceError."""
    definition = definition_of(symbol)
    choices = ChartChoices.read(request.GET, other_params=(*LOOK, *PLOT_PARAMS))
    if not is_drawn:
        choices = structs.replace(choices, overlays=())
    return LiveChart(definition, choices, process.hub.mirror)


def _whole_number(request: HttpRequest, name: str, maximum: int = 2**62) -> int:
    """Raises BadChoiceError."""
    text = request.GET.get(name, "0")
    if not text.isascii() or not text.isdigit() or int(text) > maximum:
        raise BadChoiceError([f"{name}: {text[:40]!r} is not a whole number up to {maximum:,}"])
    return int(text)


def _add_look(request: HttpRequest, context: Mapping[str, object]) -> dict[str, object]:
    look = Choices.read_look(request.GET, Visitor.from_request(request).base)
    return {**context, "choices": look, "elsewhere": look.link_query()}
