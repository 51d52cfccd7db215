"""How a wall heals that has heard no heartbeat."""

from __future__ import annotations

from urllib.parse import urlencode

from ticker.build import build


def heals() -> str:
    """The address that it asks: with the build that drew it, because one that an earlier deployment
    drew must load itself whole."""
    return f"/kiosk/reload/?{urlencode({'build': build()})}"
