"""Outages that account pages survive: the mail server, and the Redis that counts attempts."""

from __future__ import annotations

from redis.exceptions import RedisError


class MailUnavailableError(Exception):
    """The message says why, for the log."""


OUTAGES = (MailUnavailableError, RedisError)
