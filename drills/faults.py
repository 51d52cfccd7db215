"""Faults of an installation: what breaks, and how it is mended."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from typing import NamedTuple

from redis import Redis

from drills.installation import Installation


class Fault(NamedTuple):
    """``breaks`` answers what mends it; None: it mends itself. Pages of the web processes
    ``hits`` say so while it lasts, if it lasts for the plan's outage."""

    name: str
    inject: Callable[[Installation], Callable[[], None] | None]
    affected: Sequence[int] = (0, 1)


def _kill_redis(installation: Installation) -> Callable[[], None]:
    installation.redis.kill()
    return installation.redis.start


def _pause_redis(installation: Installation) -> Callable[[], None]:
    installation.redis.signal(signal.SIGSTOP)
    return lambda: installation.redis.signal(signal.SIGCONT)


def _flush_redis(installation: Installation) -> None:
    with Redis.from_url(installation.redis.redis_url) as client:
        client.flushall()


def _kill_publisher(installation: Installation) -> None:
    installation.active_publisher().kill()


def _kill_web(installation: Installation) -> Callable[[], None]:
    installation.web_processes[0].kill()
    return installation.web_processes[0].start


FAULTS = (
    Fault("Redis killed", _kill_redis),
    Fault("Redis paused", _pause_redis),
    Fault("FLUSHALL", _flush_redis),
    Fault("the publishing publisher killed", _kill_publisher),
    Fault("a web process killed", _kill_web, affected=(0,)),
)
