"""Parts that run together: started one after the other, and all ended when one of them ends."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import Process
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, NamedTuple

PATIENCE = 60.0
"""Seconds in which a part must answer on its port."""

GRACE = 10.0
"""Seconds in which a part must end when it is told to."""


class Program(NamedTuple):
    """``port`` is 0 for one that nobody asks anything."""

    name: str
    command: list[str]
    host: str = "127.0.0.1"
    port: int = 0


class ProgramError(Exception):
    """A part does not start, or has ended; one line."""


async def run(
    start_groups: Sequence[Sequence[Program]],
    settings: Mapping[str, str],
    on_ready: Callable[[], None],
) -> None:
    """Until a signal ends it. The parts of a stage need those of the one before; ``settings`` are
    put into their environment. Raises PartError."""
    loop, this = asyncio.get_running_loop(), asyncio.current_task()
    assert this is not None
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(each, this.cancel)
    running: list[tuple[Program, Process]] = []
    try:
        for stage in start_groups:
            for part in stage:
                running.append((part, await _start(part, settings)))
            await _wait_unless_ended(running, _wait_for_ports(stage))
        on_ready()
        await _wait_unless_ended(running, asyncio.Event().wait())
    except asyncio.CancelledError:
        return
    finally:
        for _, process in reversed(running):
            await _stop(process)


async def _start(program: Program, settings: Mapping[str, str]) -> Process:
    # A group of its own: a terminal's Ctrl-C comes here alone, and the parts end in order.
    env = {**os.environ, **settings}
    return await asyncio.create_subprocess_exec(*program.command, env=env, process_group=0)


async def _wait_unless_ended(
    running: Sequence[tuple[Program, Process]], awaited: Coroutine[Any, Any, object]
) -> None:
    """Raises PartError if a part has ended before what is awaited has come."""
    ends = {asyncio.create_task(process.wait()): part for part, process in running}
    coming = asyncio.create_task(awaited)
    try:
        await asyncio.wait([coming, *ends], return_when=asyncio.FIRST_COMPLETED)
        for end, part in ends.items():
            if end.done():
                raise ProgramError(f"{part.name} has ended, {_exit_reason(end.result())}")
        await coming
    finally:
        for task in (coming, *ends):
            task.cancel()


def _exit_reason(code: int) -> str:
    return f"with code {code}" if code >= 0 else f"by {signal.Signals(-code).name}"


async def _wait_for_ports(programs: Sequence[Program]) -> None:
    for part in programs:
        try:
            async with asyncio.timeout(PATIENCE):
                # A port that opens announces itself by no event.
                while part.port and not await _is_listening(part):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise ProgramError(f"{part.name} does not answer on port {part.port}") from None


async def _is_listening(program: Program) -> bool:
    try:
        _, writer = await asyncio.open_connection(program.host, program.port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


async def _stop(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(GRACE):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
