"""What accounts need besides the database and may be away: a mail server, and the Redis in which is
counted who tries too often."""

from __future__ import annotations

from redis.exceptions import RedisError


class MailAwayError(Exception):
    """A mail was not sent; it says why, for the log."""


OUTAGES = (MailAwayError, RedisError)
