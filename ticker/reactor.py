"""Twisted's reactor on the fastest event loop there is."""

from __future__ import annotations

import asyncio
from typing import Any

from twisted.internet import asyncioreactor


def install() -> None:
    """Before Daphne is imported, which otherwise brings one of its own. uvloop, where there is one,
    takes half of what asyncio's own loop needs for each time it is woken."""
    try:
        import uvloop
    except ImportError:
        return
    loop = uvloop.new_event_loop()
    asyncio.set_event_loop(loop)
    untyped: Any = asyncioreactor
    untyped.install(loop)
