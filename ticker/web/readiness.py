"""Readiness: whether this process can serve a current page."""

from __future__ import annotations

import asyncio
import logging

from django.db import Error, connections

from ticker.market.freshness import SILENCE_LIMIT, age
from ticker.models import Instrument
from ticker.web.process import process

DATABASE_LIMIT = 2.0
"""Seconds in which the database must answer."""

logger = logging.getLogger(__name__)


async def failed_checks() -> dict[str, str]:
    """The failed checks, each with its problem."""
    problems = {
        "tasks": process.problem,
        "frames": _frames_problem(),
        "database": await database_probe.problem(),
    }
    return {check: problem for check, problem in problems.items() if problem}


def _frames_problem() -> str:
    mirror = process.hub.mirror
    if not mirror.has_frames:
        return "no frame has come yet"
    return f"no frame for {age(mirror.silence)}" if mirror.silence >= SILENCE_LIMIT else ""


class DatabaseProbe:
    """Asks one question at a time, however many ask: a database that hangs holds one thread."""

    def __init__(self) -> None:
        self._answer: asyncio.Future[str] | None = None

    async def problem(self) -> str:
        """Why the database cannot be used; "" if it answers."""
        if self._answer is None or self._answer.done():
            self._answer = asyncio.ensure_future(asyncio.to_thread(_query_database))
        answer = self._answer
        # Not wait_for: it would cancel the future but not the thread.
        await asyncio.wait([answer], timeout=DATABASE_LIMIT)
        late = f"the database has not answered within {DATABASE_LIMIT:g} s"
        return answer.result() if answer.done() else late


def _query_database() -> str:
    """Runs in a thread, over a new connection: the check is whether one can be opened."""
    try:
        Instrument.objects.exists()
    except Error as error:
        logger.warning("the database does not answer: %s", error)
        return "the database does not answer; the log says why"
    finally:
        connections.close_all()
    return ""


database_probe = DatabaseProbe()
