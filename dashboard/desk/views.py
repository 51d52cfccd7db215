from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dashboard.boards.choices import Choices
from dashboard.boards.tables import BoardTable
from dashboard.desk import desk as desks
from dashboard.page import page
from ticker.live import live


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    choices, mirror = Choices.read(request.GET), live.hub.mirror
    return page(
        request,
        "desk/desk.html",
        desks.chosen(choices),
        "/ws/ticker/desk/",
        movers=[BoardTable(each, mirror) for each in desks.movers(choices)],
        tape=BoardTable(desks.tape(choices), mirror),
    )
