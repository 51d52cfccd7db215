"""Views of one's own lists: whoever else asks is told that there is no such list."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from dashboard.accounts.visitor import Visitor
from dashboard.watchlists import access
from dashboard.watchlists.models import Watchlist
from ticker.close_codes import Refused

P = ParamSpec("P")
ListView = Callable[Concatenate[HttpRequest, Watchlist, P], HttpResponse]


def own(view: ListView[P]) -> Callable[..., HttpResponse]:
    """The list is looked for before anything else: not even by an unsuitable verb does a stranger
    learn that it is there."""

    @login_required
    @wraps(view)
    def found(request: HttpRequest, number: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            sight = access.own(Visitor.of_request(request), number)
        except Refused:
            raise Http404("There is no such list.") from None
        response = view(request, sight.watchlist, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return found
