"""How many wrong codes a member of the staff has entered: all processes count together."""

from __future__ import annotations

import logging

from django.contrib.auth.models import User
from django.core.cache import cache
from redis.exceptions import RedisError

from dashboard.screens import limits

logger = logging.getLogger(__name__)


def may_try(user: User) -> bool:
    """Counts one more try, before it is made: a hundred at once get no further than one after the
    other. Raises RedisError if that is what counts and it is away."""
    key = _key(user)
    cache.add(key, 0, limits.WRONG_FOR)
    try:
        return cache.incr(key) <= limits.WRONG_CODES
    except ValueError:  # it has run out between the two
        cache.set(key, 1, limits.WRONG_FOR)
        return True


def was_right(user: User) -> None:
    """The last try does not count."""
    try:
        cache.decr(_key(user))
    except ValueError:
        pass  # it has run out
    except RedisError as error:
        logger.error("a right code counts as a wrong one: %s", error)


def _key(user: User) -> str:
    return f"wrong-codes:{user.pk}"
