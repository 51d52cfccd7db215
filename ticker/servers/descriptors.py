"""File descriptors: every socket needs one, and a process has a limited number."""

from __future__ import annotations

import logging
import resource

RESERVE = 200
"""For everything but page sockets: requests, files, Redis, the database, pages that wait."""

logger = logging.getLogger(__name__)


def allowed_sockets(requested: int) -> int:
    """How many sockets this process can hold, up to ``wanted``. Raises the soft limit of open files
    as far as needed and allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = requested + RESERVE
    if _finite_limit(soft) < needed:
        soft = min(needed, _finite_limit(hard))
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    allowed = min(requested, max(_finite_limit(soft) - RESERVE, 1))
    if allowed < requested:
        logger.warning(
            "SOCKET_LIMIT=%d is more than this process can hold: with %d open files (ulimit -n) "
            "it takes at most %d websockets",
            requested,
            soft,
            allowed,
        )
    return allowed


def _finite_limit(limit: int) -> int:
    return 2**31 if limit == resource.RLIM_INFINITY else limit
