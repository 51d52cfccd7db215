"""Cookies that prove which screen a device is. One goes to the pages of the kiosk only, one to its
socket only."""

from __future__ import annotations

from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, parse_cookie

PAGE_COOKIE, SOCKET_COOKIE = "kiosk", "kiosk_socket"
PATHS = {PAGE_COOKIE: "/kiosk/", SOCKET_COOKIE: "/ws/ticker/kiosk/"}

SAME_SITE: dict[str, Literal["Lax", "Strict"]] = {PAGE_COOKIE: "Lax", SOCKET_COOKIE: "Strict"}
"""A link on another site may open the page: without its cookie the device would become a new one.
No GET request to these addresses changes anything."""

LIFETIME = 400 * 86400
"""Seconds. Browsers keep no cookie longer. Each renewal sets it again."""


def set_cookies(response: HttpResponse, token: str) -> None:
    """Set both in one response, so that a device never has only one."""
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


def page_token(request: HttpRequest) -> str:
    return request.COOKIES.get(PAGE_COOKIE, "")


def socket_token(scope: dict[str, Any]) -> str:
    headers = dict(scope["headers"])
    return parse_cookie(headers.get(b"cookie", b"").decode("latin-1")).get(SOCKET_COOKIE, "")
