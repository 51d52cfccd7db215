"""A live page: a board's table, the status bar, and the socket that keeps them current."""

from __future__ import annotations

from typing import Any

from django.core.paginator import EmptyPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django_htmx.http import replace_url

from dashboard.boards.boards import BOARDS, TITLES
from dashboard.boards.selection import Selection
from dashboard.boards.tables import BoardTable
from dashboard.choices.choices import STAR, ChoicesForm
from ticker.live.heartbeat import status_context
from ticker.web.build import add_build
from ticker.web.process import process

OPTIONS_FORM = "form#options"
"""A form sends defaults too: the address bar gets the short address instead."""


def render_page(
    request: HttpRequest,
    template: str,
    selection: Selection,
    socket: str,
    form_class: type[ChoicesForm] = ChoicesForm,
    **extra_context: Any,
) -> HttpResponse:
    """``form_class`` is the table's options. Raises Http404 for a page number that the table does
    not have."""
    choices, mirror = selection.choices, process.hub.mirror
    try:
        table = BoardTable(selection, mirror)
    except EmptyPage:
        raise Http404(f"{selection.board.title} has no page {choices.page}.") from None
    context = {
        "table": table,
        "selection": selection,
        "can_keep": selection.controls == "star",
        "choices": choices,
        "form": form_class(initial=choices.initial, boards=TITLES),
        "boards": BOARDS.values(),
        "elsewhere": choices.link_query(),
        "socket": add_build(socket + _socket_query(selection)),
        **status_context(mirror),
        **extra_context,
    }
    response = render(request, template, context)
    add_never_cache_headers(response)
    if request.headers.get("HX-Source") == OPTIONS_FORM:
        replace_url(response, request.path + choices.query())
    return response


def _socket_query(selection: Selection) -> str:
    """Tells the socket whether the page has the star column."""
    star = f"&{STAR}=1" if selection.controls == "star" else ""
    return selection.choices.whole_query + star
