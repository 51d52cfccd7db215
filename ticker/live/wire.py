"""A wire: a socket's ASGI ``send``, called by the hub without waiting for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Generator
from functools import partial
from typing import Any

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
Push = Callable[[Message], bool]
"""Sends a message at once and returns True, or does nothing and returns False."""

PUSH = "stock_ticker.push"
"""The ASGI extension with which this project's servers offer Push. Without it, or when Push returns
False, ``send`` is called."""

Steps = Generator[Any, Any, None]

logger = logging.getLogger(__name__)


class Wire:
    """Nearly every send completes at once and costs no task. A send that blocks continues in a
    task, and nothing else may be sent meanwhile: one slow socket delays nobody, and there is never
    a queue."""

    __slots__ = ("_push", "_rest", "_send", "is_blocked")

    def __init__(self, send: Send, push: Push | None = None) -> None:
        self._send = send
        self._push = push
        self._rest: asyncio.Task[None] | None = None
        self.is_blocked = False

    def write(self, message: Message) -> None:
        """Call only while it is not blocked."""
        if self._push is not None and self._push(message):
            return
        steps = self._send(message).__await__()
        try:
            waited = next(steps)
        except StopIteration:
            return
        except OSError:
            return  # ASGI's word for a page that is gone; its disconnect follows
        self.is_blocked = True
        self._rest = asyncio.ensure_future(_finish(_Rest(steps, waited)))
        self._rest.add_done_callback(self._unblock)

    def cancel(self) -> None:
        """Cancel a blocked send."""
        if self._rest is not None:
            self._rest.cancel()

    def _unblock(self, rest: asyncio.Task[None]) -> None:
        self._rest, self.is_blocked = None, False
        error = None if rest.cancelled() else rest.exception()
        if error is not None and not isinstance(error, OSError):
            logger.error("a send failed", exc_info=error)


class _Rest:
    """The rest of an awaitable that has already yielded what it waits for."""

    def __init__(self, steps: Steps, waited: Any) -> None:
        self._steps, self._waited = steps, waited

    def __await__(self) -> Steps:
        steps, waited = self._steps, self._waited
        while True:
            try:
                answer = yield waited
            except BaseException as error:  # noqa: BLE001 - a cancellation is its business too
                resume = partial(steps.throw, error)
            else:
                resume = partial(steps.send, answer)
            try:
                waited = resume()
            except StopIteration:
                return


async def _finish(rest: _Rest) -> None:
    await rest
