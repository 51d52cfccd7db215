"""Back to the page on which something was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from dashboard.forms.refused import RefusedEditError


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form of ours was sent with; an empty one was sent, too."""
    return request.POST if request.method == "POST" else None


def stood_on(request: HttpRequest, otherwise: str) -> str:
    """Where the form says that it stands; ``otherwise`` if that is not one of our pages."""
    said = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(said, allowed_hosts=None)
    return said if is_ours and said.startswith("/") else otherwise


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    return HttpResponseRedirect(stood_on(request, otherwise))


def came_by(request: HttpRequest, path: str) -> str:
    """The address with which this page was come to, if it has this path: with what was chosen."""
    referer = urlsplit(request.headers.get("Referer", ""))
    return f"{path}?{referer.query}".rstrip("?") if referer.path == path else path


def after_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in, and then to this page; after a POST, to the one on which its form stood."""
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    return redirect_to_login(stood_on(request, "/"))


@contextmanager
def explained(request: HttpRequest) -> Iterator[None]:
    """What cannot be done is said on the next page, and nothing is changed."""
    try:
        yield
    except RefusedEditError as error:
        messages.error(request, str(error))
