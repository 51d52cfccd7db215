"""The cookies with which a device proves which screen it is: one goes to the kiosk's own pages, one
to its socket, and neither goes anywhere else."""

from __future__ import annotations

from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, parse_cookie

PAGE, SOCKET = "kiosk", "kiosk_socket"
PATHS = {PAGE: "/kiosk/", SOCKET: "/ws/ticker/kiosk/"}

SAME_SITE: dict[str, Literal["Lax", "Strict"]] = {PAGE: "Lax", SOCKET: "Strict"}
"""The page may be opened by a link on another site: sent nothing, it would take the device for a
new one. Nothing at its addresses could be done by opening them."""

LIFETIME = 400 * 86400
"""Seconds; browsers keep none longer. It begins anew with every renewal."""


def give(response: HttpResponse, token: str) -> None:
    """Both in the same answer: both come, or neither does."""
    for name, path in PATHS.items():
        response.set_cookie(
            name,
            token,
            max_age=LIFETIME,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite=SAME_SITE[name],
        )


def token_of(request: HttpRequest) -> str:
    """ "" if there is none."""
    return request.COOKIES.get(PAGE, "")


def token_of_scope(scope: dict[str, Any]) -> str:
    """Of a socket's."""
    headers = dict(scope["headers"])
    return parse_cookie(headers.get(b"cookie", b"").decode("latin-1")).get(SOCKET, "")
