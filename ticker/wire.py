"""A wire: a socket's ASGI ``send``, called by the hub without waiting for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Generator
from functools import partial
from typing import Any

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
Steps = Generator[Any, Any, None]

logger = logging.getLogger(__name__)


class Wire:
    """A send that can be done at once is done at once, which is nearly all of them and costs no
    task. One that blocks goes on in a task of its own, and meanwhile nothing else may be sent:
    so one slow socket delays nobody, and there is never a queue."""

    __slots__ = ("_rest", "_send", "is_gone")

    def __init__(self, send: Send) -> None:
        self._send = send
        self._rest: asyncio.Task[None] | None = None
        self.is_gone = False

    @property
    def is_blocked(self) -> bool:
        return self._rest is not None

    def write(self, message: Message) -> None:
        """Only while it is not blocked."""
        steps = self._send(message).__await__()
        try:
            waited = next(steps)
        except StopIteration:
            return
        except OSError:
            self.is_gone = True  # ASGI's word for a page that has gone; its disconnect follows
            return
        self._rest = asyncio.ensure_future(_finish(_Rest(steps, waited)))
        self._rest.add_done_callback(self._unblock)

    def cut(self) -> None:
        """Gives up what is blocked."""
        if self._rest is not None:
            self._rest.cancel()

    def _unblock(self, rest: asyncio.Task[None]) -> None:
        self._rest = None
        if rest.cancelled():
            return
        if error := rest.exception():
            self.is_gone = True
            if not isinstance(error, OSError):
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
