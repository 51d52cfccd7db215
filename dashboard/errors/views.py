"""Error pages; htmx swaps them into the page, so they are fragments of it."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dashboard.accounts.visitor import Visitor
from dashboard.choices.choices import Choices


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 400, "This address cannot be read", [])


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 403, "This is not allowed", [])


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    way = "Go back, reload the page and try again. Cookies must be allowed."
    return _error(request, 403, "This form has expired", [way])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    detail = exception.args[0] if isinstance(exception, Http404) and exception.args else ""
    return _error(
        request, 404, "There is no such page", [detail] if isinstance(detail, str) else []
    )


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return _error(request, 429, "That was tried too often", ["Wait a few minutes, then try again."])


def missing_email(request: HttpRequest) -> HttpResponse:
    way = "The server's operator can make one that has: manage.py createsuperuser, with an address."
    return _error(request, 403, "This account has no e-mail address", [way])


def server_error(request: HttpRequest) -> HttpResponse:
    return _error(request, 500, "Something went wrong here, and it has been logged", [])


def mail_unavailable(request: HttpRequest) -> HttpResponse:
    ways = ["Nothing was changed.", "Look at the address once more, or try again in a few minutes."]
    return _error(request, 503, "The mail could not be sent", ways)


def rate_limits_unavailable(request: HttpRequest) -> HttpResponse:
    ways = ["It cannot be told whether it was tried too often. Try again in a minute."]
    return _error(request, 503, "This cannot be done just now", ways)


def bad_choices(request: HttpRequest, problems: list[str]) -> HttpResponse:
    return _error(request, 400, "This address asks for what there is not", problems)


def _error(request: HttpRequest, status: int, title: str, problems: list[str]) -> HttpResponse:
    """A page that was only read may reload itself after an error of the server."""
    context = {
        "status": status,
        "title": title,
        "problems": [problem for problem in problems if problem],
        "is_asked_again": status >= 500 and request.method == "GET",
        "choices": Choices.read_look(request.GET, _visitor_choices(request)),
    }
    return render(request, "error.html", context, status=status)


def _visitor_choices(request: HttpRequest) -> Choices | None:
    """The visitor's defaults, unless the database fails; read only if there is a session. Django
    renders error pages in separate threads, so the connection must be closed here."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    try:
        return Visitor.from_request(request).base
    except DatabaseError:
        return None
    finally:
        close_old_connections()
