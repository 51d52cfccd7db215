from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from dashboard.accounts.visitor import Visitor
from dashboard.forms.redirects import redirect_back, report_refusals
from dashboard.forms.refusals import RefusedEditError
from dashboard.symbols.search import resolve
from dashboard.watchlists import lists
from dashboard.watchlists.decorators import sign_in_required
from dashboard.watchlists.editing import edit_list
from dashboard.watchlists.models import Watchlist
from ticker.web.process import process


@sign_in_required
@require_POST
def star_symbol(request: HttpRequest) -> HttpResponse:
    """Add an instrument to the default list, and answer in place or with a redirect back."""
    with report_refusals(request):
        symbol = resolve(process.universe, request.POST.get("symbol", "")[:40])
        watchlist = lists.get_default(Visitor.from_request(request).owner)
        try:
            with edit_list(watchlist) as draft:
                is_new = draft.add(symbol)
        except Watchlist.DoesNotExist:
            raise RefusedEditError("The list was deleted just now. Press the star again.") from None
        text = "{} is now in “{}”." if is_new else "{} is in “{}” already."
        messages.success(request, text.format(process.universe[symbol].ticker, watchlist))
    if request.headers.get("HX-Request"):
        return render(request, "partials/said.html")
    return redirect_back(request, "/")
