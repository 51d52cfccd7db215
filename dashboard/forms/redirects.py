"""Redirects back to the page of a form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from dashboard.forms.refusals import RefusedEditError


def post_data(request: HttpRequest) -> QueryDict | None:
    """The form's data, also if empty; None unless posted."""
    return request.POST if request.method == "POST" else None


def return_path(request: HttpRequest, default: str) -> str:
    """The form's ``next`` field, or ``default`` unless it is a path of this site."""
    path_ = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(path_, allowed_hosts=None)
    return path_ if is_ours and path_.startswith("/") else default


def redirect_back(request: HttpRequest, default: str) -> HttpResponse:
    return HttpResponseRedirect(return_path(request, default))


def referring_path(request: HttpRequest, path: str) -> str:
    """``path`` with the query with which the reader last saw it."""
    referer = urlsplit(request.headers.get("Referer", ""))
    return f"{path}?{referer.query}".rstrip("?") if referer.path == path else path


def redirect_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in and then back; after a POST, to the page of the form."""
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    return redirect_to_login(return_path(request, "/"))


@contextmanager
def report_refusals(request: HttpRequest) -> Iterator[None]:
    """Report a refused edit on the next page."""
    try:
        yield
    except RefusedEditError as error:
        messages.error(request, str(error))
