"""An event loop on a thread of its own: what lives on it goes on while a drill waits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self, TypeVar

from benchmarks.processes import LOAD_CORE, on_core

LIMIT = 60.0
"""Seconds within which anything done on the thread is done."""

Made = TypeVar("Made")


class BackgroundLoop:
    """Use as a context manager: at its end everything on it is cancelled."""

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run_loop, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.run(_cancel_others())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def start(self, action: Coroutine[Any, Any, Made]) -> Future[Made]:
        return asyncio.run_coroutine_threadsafe(action, self._loop)

    def run(self, action: Coroutine[Any, Any, Made]) -> Made:
        """And waits for it. Raises what it raises."""
        return self.start(action).result(LIMIT)

    def _run_loop(self) -> None:
        with on_core(LOAD_CORE):
            self._loop.run_forever()


async def _cancel_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
