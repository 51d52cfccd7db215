"""Database calls of the live tasks, in a thread of their own so that the event loop never waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


async def run_in_db_thread(
    do: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs
) -> Answer:
    """Run ``do`` in a thread and re-raise its errors. Channels' own helper has one thread, which
    views share: neither must wait for the other."""

    def run() -> Answer:
        close_old_connections()
        try:
            return do(*args, **kwargs)
        finally:
            close_old_connections()

    return await asyncio.to_thread(run)


def one_line(error: BaseException) -> str:
    """PostgreSQL's messages span several lines."""
    return " ".join(str(error).split())
