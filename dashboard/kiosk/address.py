from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from ticker.web.build import build

MAX_LENGTH = 45
"""Characters of the longest address (RFC 4291)."""


def client_address(scope: dict[str, Any]) -> str:
    """Return the browser's address from an ASGI scope, "" if it is not known. Behind a proxy it is
    the address that the proxy saw."""
    if settings.BEHIND_PROXY:
        forwarded = _last_value(
            value for name, value in scope["headers"] if name == b"x-forwarded-for"
        )
        if forwarded:
            return forwarded[:MAX_LENGTH]
    client = scope.get("client")
    return str(client[0])[:MAX_LENGTH] if client else ""


def reload_url() -> str:
    """Return the address that a wall asks when no heartbeat comes. It names the build, so that a
    wall of an earlier deployment reloads as a whole."""
    return f"/kiosk/reload/?{urlencode({'build': build()})}"


def _last_value(values: Iterable[bytes]) -> str:
    """The proxy appends the last value itself; a client can forge the values before it."""
    joined = ",".join(value.decode("latin-1") for value in values)
    return joined.rpartition(",")[2].strip()
