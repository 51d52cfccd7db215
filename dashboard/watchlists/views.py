from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dashboard.accounts.visitor import Visitor
from dashboard.boards.data import csv_file, json_file
from dashboard.boards.page import page
from dashboard.boards.selection import Controls, Selection
from dashboard.choices.choices import OwnChoicesForm
from dashboard.forms.back import posted
from dashboard.forms.refused import RefusedEditError
from dashboard.watchlists import limits, lists
from dashboard.watchlists.access import Sight
from dashboard.watchlists.forms import NameForm
from dashboard.watchlists.models import Watchlist
from dashboard.watchlists.own import own, signed_in
from dashboard.watchlists.selection import last_page, selection
from ticker.web.process import live


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    user = Visitor.of_request(request).owner
    form = NameForm(posted(request))
    if form.is_valid():
        try:
            return redirect(lists.create(user, form.cleaned_data["name"]))
        except RefusedEditError as error:
            form.add_error("name", str(error))
    context = {"lists": lists.counted(user), "form": form, "most": limits.LISTS}
    return render(request, "watchlists/index.html", context)


@own
@require_safe
def watchlist(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    return _page(request, watchlist, "")


@own
@require_safe
def watchlist_json(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    return json_file(_selection(request, watchlist))


@own
@require_safe
def watchlist_csv(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    return csv_file(_selection(request, watchlist), watchlist.name)


def edit_page(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    return _page(request, watchlist, "edit")


def edit_query(request: HttpRequest, watchlist: Watchlist) -> str:
    """Return the query of the edit page, on a page that still exists after a removal."""
    selected = _selection(request, watchlist, "edit")
    return selected.choices.query(page=min(selected.choices.page, last_page(selected)))


def _page(request: HttpRequest, watchlist: Watchlist, controls: Controls) -> HttpResponse:
    selected, known = _selection(request, watchlist, controls), live.universe
    if selected.choices.page > last_page(selected):
        return redirect(request.path + selected.choices.query(page=last_page(selected)))
    socket = f"/ws/ticker/watchlists/{watchlist.pk}/"
    return page(
        request,
        "watchlists/edit.html" if controls else "watchlists/watchlist.html",
        selected,
        f"{socket}edit/" if controls else socket,
        OwnChoicesForm,
        watchlist=watchlist,
        lists=lists.of(watchlist.owner),
        removed=watchlist.removed(),
        unknown=[entry for entry in watchlist.kept() if entry.symbol and entry.symbol not in known],
        address=reverse("watchlist", args=[watchlist.pk]),
    )


def _selection(request: HttpRequest, watchlist: Watchlist, controls: Controls = "") -> Selection:
    return selection(Sight(watchlist), Visitor.of_request(request), request.GET, controls)
