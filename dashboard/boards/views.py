from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dashboard.accounts.visitor import Visitor
from dashboard.boards.boards import BOARDS, TITLES, Board
from dashboard.boards.data import csv_file, json_file
from dashboard.boards.page import render_page
from dashboard.boards.selection import Selection
from dashboard.choices.choices import Choices


@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    selection = _selection(request, slug)
    return render_page(request, "boards/board.html", selection, f"/ws/ticker/boards/{slug}/")


@require_safe
@never_cache
def board_json(request: HttpRequest, slug: str) -> JsonResponse:
    return json_file(_selection(request, slug))


@require_safe
@never_cache
def board_csv(request: HttpRequest, slug: str) -> HttpResponse:
    return csv_file(_selection(request, slug), slug)


def _selection(request: HttpRequest, slug: str) -> Selection:
    visitor = Visitor.from_request(request)
    choices = Choices.read(request.GET, visitor.base, boards=TITLES)
    return Selection(board=find_board(slug), choices=choices, controls=visitor.controls)


def find_board(slug: str) -> Board:
    """Raises Http404."""
    if slug not in BOARDS:
        raise Http404(f"There is no board “{slug}”.")
    return BOARDS[slug]
