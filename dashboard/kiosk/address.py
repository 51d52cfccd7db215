"""Addresses: where a request or a socket comes from, and where a wall reloads from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from ticker.web.build import build

LENGTH = 45
"""Characters of the longest address (RFC 4291)."""


def address_of(scope: dict[str, Any]) -> str:
    """Of an ASGI scope: the browser's, as our own proxy says, and without one the other end's;
    "" if it is not known."""
    if settings.BEHIND_PROXY:
        said = _last(value for name, value in scope["headers"] if name == b"x-forwarded-for")
        if said:
            return said[:LENGTH]
    client = scope.get("client")
    return str(client[0])[:LENGTH] if client else ""


def reload_url() -> str:
    """The address that a wall asks when no heartbeat comes. It names the build that drew the wall:
    a wall of an earlier deployment reloads as a whole."""
    return f"/kiosk/reload/?{urlencode({'build': build()})}"


def _last(values: Iterable[bytes]) -> str:
    """Who spoke to the proxy is the last: what stands before it anybody may have written."""
    found = ",".join(value.decode("latin-1") for value in values)
    return found.rpartition(",")[2].strip()
