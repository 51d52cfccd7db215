from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from dashboard.accounts.visitor import Visitor
from dashboard.boards.boards import BOARDS, TITLES
from dashboard.boards.page import render_page
from dashboard.boards.selection import Selection
from dashboard.charts.choices import ChartChoices
from dashboard.choices.choices import LOOK, Choices
from dashboard.symbols.chartfragments import ChartFragments, chart_urls
from dashboard.symbols.livechart import LiveChart
from dashboard.symbols.quote import layout
from dashboard.symbols.search import UnknownSymbolError, find_instruments, resolve, search_board
from ticker.live.fragments import Fragments
from ticker.live.heartbeat import status_context
from ticker.market.instruments import InstrumentDefinition
from ticker.rows import formats
from ticker.web.build import add_build
from ticker.web.process import process

SUGGESTIONS = 12


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    visitor = Visitor.from_request(request)
    choices = Choices.read(request.GET, visitor.base, boards=TITLES)
    board = search_board(process.universe, choices.q)
    selection = Selection(board=board, choices=choices, controls=visitor.controls)
    return render_page(request, "symbols/search.html", selection, "/ws/ticker/search/")


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Options for the search field."""
    choices = Choices.read(request.GET, boards=TITLES)
    matches = find_instruments(process.universe, choices.q)[:SUGGESTIONS]
    return render(request, "partials/suggestions.html", {"matches": matches})


@require_safe
def symbol(request: HttpRequest, symbol: str) -> HttpResponse:
    definition = definition_of(symbol)
    if definition.symbol != symbol:
        address = reverse("symbol", args=[definition.symbol])
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(f"{address}?{query}" if query else address)
    visitor = Visitor.from_request(request)
    choices = Choices.read_look(request.GET, visitor.base)
    mirror = process.hub.mirror
    chart = LiveChart(definition, ChartChoices.read(request.GET, choices.look), mirror)
    parts = ChartFragments(chart, mirror)
    high, low = chart.year_range()
    context = {
        "definition": definition,
        "level": mirror.level(definition.symbol),
        "quote": Fragments(layout(choices.time_zone), mirror).body((definition.symbol,)),
        "chart": chart.drawing,
        "layer": chart.layer(),
        "chart_choices": chart.choices,
        "urls": chart_urls(definition.symbol),
        "prints": parts.prints(),
        "statuses": parts.statuses(),
        "year": (formats.price(low, definition), formats.price(high, definition)),
        "choices": choices,
        "boards": BOARDS.values(),
        "elsewhere": choices.link_query(),
        "can_keep": visitor.controls,
        "socket": add_build(_socket(definition, chart.choices, choices)),
        **status_context(mirror),
    }
    response = render(request, "symbols/symbol.html", context)
    add_never_cache_headers(response)
    return response


def definition_of(symbol: str) -> InstrumentDefinition:
    """Raises Http404, with suggestions."""
    try:
        return process.universe[resolve(process.universe, symbol[:40])]
    except UnknownSymbolError as error:
        raise Http404(str(error)) from None


def _socket(definition: InstrumentDefinition, chart: ChartChoices, look: Choices) -> str:
    query = chart.query()
    more = f"rate={look.rate}" + (f"&time_zone={look.time_zone}" if look.time_zone else "")
    own = [pair for pair in query.lstrip("?").split("&") if pair and not pair.startswith(LOOK)]
    return f"/ws/ticker/symbols/{definition.symbol}/?{'&'.join([*own, more])}"
