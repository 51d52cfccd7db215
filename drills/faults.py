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
    breaks: Callable[[Installation], Callable[[], None] | None]
    hits: Sequence[int] = (0, 1)


def _kill_redis(its: Installation) -> Callable[[], None]:
    its.redis.kill()
    return its.redis.start


def _pause_redis(its: Installation) -> Callable[[], None]:
    its.redis.signal(signal.SIGSTOP)
    return lambda: its.redis.signal(signal.SIGCONT)


def _flush_redis(its: Installation) -> None:
    with Redis.from_url(its.redis.redis_url) as client:
        client.flushall()


def _kill_publisher(its: Installation) -> None:
    its.publishing().kill()


def _kill_web(its: Installation) -> Callable[[], None]:
    its.webs[0].kill()
    return its.webs[0].start


FAULTS = (
    Fault("Redis killed", _kill_redis),
    Fault("Redis paused", _pause_redis),
    Fault("FLUSHALL", _flush_redis),
    Fault("the publishing publisher killed", _kill_publisher),
    Fault("a web process killed", _kill_web, hits=(0,)),
)
