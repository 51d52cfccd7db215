from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dashboard.accounts.visitor import Visitor
from dashboard.boards.boards import TITLES
from dashboard.boards.page import render_page
from dashboard.boards.tables import BoardTable
from dashboard.choices.choices import Choices
from dashboard.desk import desk as desks
from ticker.web.process import process


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    visitor, mirror = Visitor.from_request(request), process.hub.mirror
    choices = Choices.read(request.GET, visitor.base, boards=TITLES)
    return render_page(
        request,
        "desk/desk.html",
        desks.main_selection(choices, visitor.controls),
        "/ws/ticker/desk/",
        movers=[
            BoardTable(selection, mirror) for selection in desks.movers(choices, visitor.controls)
        ],
        tape=BoardTable(desks.tape(choices), mirror),
    )
