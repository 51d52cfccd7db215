from __future__ import annotations

import asyncio
import os
import stat
import sys
from collections.abc import Callable


class Output(asyncio.Protocol):
    """A reader that does not read makes ``write`` wait, not the process."""

    @classmethod
    async def open(cls, on_close: Callable[[], object]) -> Output:
        """``closed`` is called when the reader of a pipe or socket is gone, even if nothing is
        written. Raises OSError without a standard output."""
        if sys.stdout is None:
            raise OSError("standard output is closed")
        output = cls(on_close)
        mode = os.fstat(sys.stdout.fileno()).st_mode
        if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
            await asyncio.get_running_loop().connect_write_pipe(lambda: output, sys.stdout)
        return output

    def __init__(self, on_close: Callable[[], object]) -> None:
        self._on_close = on_close
        self._file = sys.stdout.buffer
        self._pipe: asyncio.WriteTransport | None = None
        self._may_write = asyncio.Event()
        self._may_write.set()

    @property
    def is_pipe(self) -> bool:
        return self._pipe is not None

    async def write(self, line: bytes) -> None:
        """Writes the whole line at once. Raises BrokenPipeError if nobody reads."""
        if self._pipe is None:
            self._file.write(line)
            self._file.flush()
            return
        if self._pipe.is_closing():
            raise BrokenPipeError
        self._pipe.write(line)
        await self._may_write.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._pipe = transport

    def pause_writing(self) -> None:
        self._may_write.clear()

    def resume_writing(self) -> None:
        self._may_write.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._on_close()
