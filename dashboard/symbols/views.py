from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboard.accounts.visitor import Visitor
from dashboard.boards.choices import Choices
from dashboard.boards.selection import Selection
from dashboard.page import page
from dashboard.symbols.search import found, results
from ticker.live import live

SUGGESTIONS = 12


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The matches as a live table."""
    visitor = Visitor.of_request(request)
    choices = Choices.read(request.GET, visitor.base)
    board = results(live.universe, choices.q)
    selection = Selection(board=board, choices=choices, controls=visitor.controls)
    return page(request, "symbols/search.html", selection, "/ws/ticker/search/")


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """The type-ahead's options, for htmx to put under the search field."""
    choices = Choices.read(request.GET)
    matches = found(live.universe, choices.q)[:SUGGESTIONS]
    return render(request, "partials/suggestions.html", {"matches": matches})
