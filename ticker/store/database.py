"""The database from the live tasks: in a thread, so that the event loop waits for none of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


async def apart(do: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs) -> Answer:
    """Raises whatever ``do`` raises. Not Channels' own way, whose one thread views share: neither
    waits for the other."""

    def run() -> Answer:
        close_old_connections()
        try:
            return do(*args, **kwargs)
        finally:
            close_old_connections()

    return await asyncio.to_thread(run)


def one_line(error: BaseException) -> str:
    """PostgreSQL's words go over several lines."""
    return " ".join(str(error).split())
