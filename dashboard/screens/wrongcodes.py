"""Wrong codes that a member of the staff has entered, counted across processes."""

from __future__ import annotations

import logging

from django.contrib.auth.models import User
from django.core.cache import cache
from redis.exceptions import RedisError

from dashboard.screens import limits

logger = logging.getLogger(__name__)


def count_try(user: User) -> bool:
    """Count a try before it is made, so that parallel tries cannot pass the limit. Raises
    RedisError if Redis is away."""
    key = _key(user)
    cache.add(key, 0, limits.WRONG_CODES_WINDOW)
    try:
        return cache.incr(key) <= limits.WRONG_CODES
    except ValueError:  # the key expired between the two
        cache.set(key, 1, limits.WRONG_CODES_WINDOW)
        return True


def uncount_try(user: User) -> None:
    """Do not count the last try."""
    try:
        cache.decr(_key(user))
    except ValueError:
        pass  # the key has expired
    except RedisError as error:
        logger.error("a right code counts as a wrong one: %s", error)


def _key(user: User) -> str:
    return f"wrong-codes:{user.pk}"
