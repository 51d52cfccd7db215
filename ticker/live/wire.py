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
"""Sends a message at once and answers True, or does nothing and answers False."""

PUSH = "stock_ticker.push"
"""The ASGI extension under which a server of ours offers a socket's Push; without it, or where it
answers False, ``send`` is called."""

Steps = Generator[Any, Any, None]

logger = logging.getLogger(__name__)


class Wire:
    """A send that can be done at once is done at once, which is nearly all of them and costs no
    task. One that blocks goes on in a task of its own, and meanwhile nothing else may be sent:
    so one slow socket delays nobody, and there is never a queue."""

    __slots__ = ("_push", "_rest", "_send", "is_blocked")

    def __init__(self, send: Send, push: Push | None = None) -> None:
        self._send = send
        self._push = push
        self._rest: asyncio.Task[None] | None = None
        self.is_blocked = False

    def write(self, message: Message) -> None:
        """Only while it is not blocked."""
        if self._push is not None and self._push(message):
            return
        steps = self._send(message).__await__()
        try:
            waited = next(steps)
        except StopIteration:
            return
        except OSError:
            return  # ASGI's word for a page that has gone; its disconnect follows
        self.is_blocked = True
        self._rest = asyncio.ensure_future(_finish(_Rest(steps, waited)))
        self._rest.add_done_callback(self._unblock)

    def cut(self) -> None:
        """Gives up what is blocked."""
        if self._rest is not None:
            self._rest.cancel()

    def _unblock(self, rest: asyncio.Task[None]) -> None:
        self._rest, self.is_blocked = None, False
        error = None if rest.cancelled() else rest.exception()
        if error is not None and not isinstance(error, OSError):
            logger.error("a send failed", exc_info=error)


class _Rest:
    """What is left of an awaitable that has already said what it waits for."""

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
