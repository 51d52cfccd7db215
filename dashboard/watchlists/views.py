from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dashboard.accounts.visitor import Visitor
from dashboard.boards.data import csv_file, json_file
from dashboard.boards.page import render_page
from dashboard.boards.selection import Controls, Selection
from dashboard.choices.choices import WatchlistChoicesForm
from dashboard.forms.redirects import post_data
from dashboard.forms.refusals import RefusedEditError
from dashboard.watchlists import limits, lists
from dashboard.watchlists.access import ListAccess
from dashboard.watchlists.decorators import owner_required, sign_in_required
from dashboard.watchlists.forms import NameForm
from dashboard.watchlists.models import Watchlist
from dashboard.watchlists.selection import last_page, list_selection
from ticker.web.process import process


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    user = Visitor.from_request(request).owner
    form = NameForm(post_data(request))
    if form.is_valid():
        try:
            return redirect(lists.create(user, form.cleaned_data["name"]))
        except RefusedEditError as error:
            form.add_error("name", str(error))
    context = {"lists": lists.lists_with_sizes(user), "form": form, "most": limits.LISTS}
    return render(request, "watchlists/index.html", context)


@owner_required
@require_safe
def watchlist(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    return _render_page(request, watchlist, "")


@owner_required
@require_safe
def watchlist_json(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    return json_file(_selection(request, watchlist))


@owner_required
@require_safe
def watchlist_csv(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    return csv_file(_selection(request, watchlist), watchlist.name)


def edit_page(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    return _render_page(request, watchlist, "edit")


def edit_query(request: HttpRequest, watchlist: Watchlist) -> str:
    """Return the query of the edit page, on a page that still exists after a removal."""
    selected = _selection(request, watchlist, "edit")
    return selected.choices.query(page=min(selected.choices.page, last_page(selected)))


def _render_page(request: HttpRequest, watchlist: Watchlist, controls: Controls) -> HttpResponse:
    selected, known = _selection(request, watchlist, controls), process.universe
    if selected.choices.page > last_page(selected):
        return redirect(request.path + selected.choices.query(page=last_page(selected)))
    socket = f"/ws/ticker/watchlists/{watchlist.pk}/"
    return render_page(
        request,
        "watchlists/edit.html" if controls else "watchlists/watchlist.html",
        selected,
        f"{socket}edit/" if controls else socket,
        WatchlistChoicesForm,
        watchlist=watchlist,
        lists=lists.owned_lists(watchlist.owner),
        removed=watchlist.removed_entries(),
        unknown=[
            entry
            for entry in watchlist.current_entries()
            if entry.symbol and entry.symbol not in known
        ],
        address=reverse("watchlist", args=[watchlist.pk]),
    )


def _selection(request: HttpRequest, watchlist: Watchlist, controls: Controls = "") -> Selection:
    return list_selection(
        ListAccess(watchlist), Visitor.from_request(request), request.GET, controls
    )
