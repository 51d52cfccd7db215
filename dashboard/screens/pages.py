from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.accounts.visitor import Visitor
from dashboard.forms.redirects import post_data, report_refusals
from dashboard.forms.refusals import RefusedEditError
from dashboard.screens import editing
from dashboard.screens.forms import add_refusal
from dashboard.screens.pageform import PageForm
from dashboard.screens.programmes import Programme, ProgrammePage
from dashboard.screens.programmeviews import programme_required

MOVES = {"up": -1, "down": 1}


@programme_required
@require_POST
def pages(request: HttpRequest, programme: Programme) -> HttpResponse:
    verb, _, number = request.POST.get("do", "").partition(" ")
    with report_refusals(request):
        match verb:
            case "up" | "down":
                editing.move_page(programme, number, MOVES[verb])
            case "remove":
                removed = editing.remove_page(programme, number)
                messages.success(request, f"Removed the page “{removed}”.")
            case _:
                raise RefusedEditError("Say what to do, and with which page: up, down or remove.")
    return redirect(programme)


@programme_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_page(request: HttpRequest, programme: Programme) -> HttpResponse:
    fresh = ProgrammePage(programme=programme, board="all")
    form = PageForm(Visitor.from_request(request).owner, fresh, post_data(request))
    if form.is_valid():
        try:
            editing.add_page(programme, form.values)
            return redirect(programme)
        except RefusedEditError as error:
            add_refusal(form, error)
    return _render_form(request, programme, form, "New page")


@programme_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, programme: Programme, page: int) -> HttpResponse:
    stored = programme.pages.select_related("watchlist").filter(pk=page).first()
    if stored is None:
        raise Http404("There is no such page in this programme, or not any more.")
    form = PageForm(Visitor.from_request(request).owner, stored, post_data(request))
    if form.is_valid():
        try:
            editing.change_page(stored, form.changes)
            return redirect(programme)
        except RefusedEditError as error:
            add_refusal(form, error)
    return _render_form(request, programme, form, f"Page “{stored}”")


def _render_form(
    request: HttpRequest, programme: Programme, form: PageForm, title: str
) -> HttpResponse:
    context = {"programme": programme, "form": form, "title": title}
    return render(request, "screens/page.html", context)
