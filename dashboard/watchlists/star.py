from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from dashboard.accounts.visitor import Visitor
from dashboard.forms.back import back, explained
from dashboard.forms.refused import RefusedEditError
from dashboard.symbols.search import resolve
from dashboard.watchlists import lists
from dashboard.watchlists.editing import editing
from dashboard.watchlists.models import Watchlist
from dashboard.watchlists.own import signed_in
from ticker.web.process import live


@signed_in
@require_POST
def star(request: HttpRequest) -> HttpResponse:
    """Add an instrument to the default list, and answer in place or with a redirect back."""
    with explained(request):
        symbol = resolve(live.universe, request.POST.get("symbol", "")[:40])
        watchlist = lists.default(Visitor.of_request(request).owner)
        try:
            with editing(watchlist) as draft:
                is_new = draft.add(symbol)
        except Watchlist.DoesNotExist:
            raise RefusedEditError("The list was deleted just now. Press the star again.") from None
        text = "{} is now in “{}”." if is_new else "{} is in “{}” already."
        messages.success(request, text.format(live.universe[symbol].ticker, watchlist))
    if request.headers.get("HX-Request"):
        return render(request, "partials/said.html")
    return back(request, "/")
