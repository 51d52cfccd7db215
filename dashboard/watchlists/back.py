"""Back to the page on which something was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from dashboard.watchlists.editing import RefusedEditError


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form of ours was sent with; an empty one was sent, too."""
    return request.POST if request.method == "POST" else None


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To where the form says that it stands; ``otherwise`` if that is not one of our pages."""
    said = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        said, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(said if is_ours else otherwise)


@contextmanager
def explained(request: HttpRequest) -> Iterator[None]:
    """What cannot be done is said on the next page, and nothing is changed."""
    try:
        yield
    except RefusedEditError as error:
        messages.error(request, str(error))
