from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from dashboard.accounts.visitor import Visitor
from dashboard.watchlists.decorators import sign_in_required


def staff_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for the staff; others get 404 before the method is checked. Strangers are asked to
    sign in."""

    @sign_in_required
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not Visitor.from_request(request).owner.is_staff:
            raise Http404
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return wrapper
