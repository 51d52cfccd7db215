"""File descriptors: every socket needs one, and a process has a limited number."""

from __future__ import annotations

import logging
import resource

RESERVE = 200
"""For everything but page sockets: requests, files, Redis, the database, pages that wait."""

logger = logging.getLogger(__name__)


def sockets_allowed(wanted: int) -> int:
    """How many sockets this process can hold, up to ``wanted``. Raises the soft limit of open files
    as far as needed and allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + RESERVE
    if _number(soft) < needed:
        soft = min(needed, _number(hard))
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    allowed = min(wanted, max(_number(soft) - RESERVE, 1))
    if allowed < wanted:
        logger.warning(
            "SOCKET_LIMIT=%d is more than this process can hold: with %d open files (ulimit -n) "
            "it takes at most %d websockets",
            wanted,
            soft,
            allowed,
        )
    return allowed


def _number(limit: int) -> int:
    return 2**31 if limit == resource.RLIM_INFINITY else limit
