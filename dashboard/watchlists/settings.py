from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dashboard.forms.redirects import report_refusals
from dashboard.forms.refusals import RefusedEditError
from dashboard.watchlists import lists
from dashboard.watchlists.decorators import owner_required
from dashboard.watchlists.forms import NameForm
from dashboard.watchlists.models import Watchlist


@owner_required
@require_safe
def settings(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    return _settings(request, watchlist, NameForm(initial={"name": watchlist.name}))


@owner_required
@require_POST
def rename(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            lists.rename(watchlist, form.cleaned_data["name"], form.cleaned_data["known"])
            return redirect(watchlist)
        except RefusedEditError as error:
            form.add_error("name", str(error))
            watchlist.refresh_from_db()
    return _settings(request, watchlist, form)


@owner_required
@require_POST
def make_default(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    lists.make_default(watchlist)
    messages.success(request, f"The star now adds to “{watchlist}”.")
    return redirect(watchlist)


@owner_required
@require_POST
def duplicate(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    with report_refusals(request):
        copy = lists.duplicate(watchlist, watchlist.owner, watchlist.lines())
        messages.success(request, f"This is the copy, “{copy}”.")
        return redirect(copy)
    return redirect("watchlist_settings", watchlist.pk)


@owner_required
@require_POST
def delete(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    lists.delete(watchlist)
    messages.success(request, f"“{watchlist}” is deleted.")
    return redirect("watchlists")


def _settings(request: HttpRequest, watchlist: Watchlist, form: NameForm) -> HttpResponse:
    context = {"watchlist": watchlist, "form": form}
    return render(request, "watchlists/settings.html", context)
