"""Waiting for a state that announces itself by no event."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def wait_until(is_so: Callable[[], bool]) -> None:
    """Fails after 20 s."""
    async with asyncio.timeout(20):
        while not is_so():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.02)
