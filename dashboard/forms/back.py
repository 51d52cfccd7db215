"""Redirects back to the page of a form."""

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
    """The form's data, also if empty; None unless posted."""
    return request.POST if request.method == "POST" else None


def stood_on(request: HttpRequest, otherwise: str) -> str:
    """The form's ``next`` field, or ``default`` unless it is a path of this site."""
    path_ = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(path_, allowed_hosts=None)
    return path_ if is_ours and path_.startswith("/") else otherwise


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    return HttpResponseRedirect(stood_on(request, otherwise))


def came_by(request: HttpRequest, path: str) -> str:
    """``path`` with the query with which the reader last saw it."""
    referer = urlsplit(request.headers.get("Referer", ""))
    return f"{path}?{referer.query}".rstrip("?") if referer.path == path else path


def after_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in and then back; after a POST, to the page of the form."""
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    return redirect_to_login(stood_on(request, "/"))


@contextmanager
def explained(request: HttpRequest) -> Iterator[None]:
    """Report a refused edit on the next page."""
    try:
        yield
    except RefusedEditError as error:
        messages.error(request, str(error))
