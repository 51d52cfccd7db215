from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from dashboard.accounts.visitor import Visitor
from dashboard.forms.redirects import redirect_to_sign_in
from dashboard.watchlists import access
from dashboard.watchlists.models import Watchlist
from ticker.live.close_codes import Refused

P = ParamSpec("P")
ListView = Callable[Concatenate[HttpRequest, Watchlist, P], HttpResponse]


def sign_in_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask strangers to sign in."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_sign_in(request)
        return view(request, *args, **kwargs)

    return wrapper


def owner_required(view: ListView[P]) -> Callable[..., HttpResponse]:
    """Look the list up before the method is checked, so that a stranger cannot learn that it
    exists."""

    @sign_in_required
    @wraps(view)
    def wrapper(
        request: HttpRequest, number: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            sight = access.owned_list(Visitor.from_request(request), number)
            response = view(request, sight.watchlist, *args, **kwargs)
        except (Refused, Watchlist.DoesNotExist):
            raise Http404("There is no such list.") from None
        add_never_cache_headers(response)
        return response

    return wrapper
