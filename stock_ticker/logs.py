"""Log filters."""

from __future__ import annotations

import logging

BRIEF_LOGGERS = ("django.security.", "channels_redis.")
"""Loggers whose tracebacks are dropped: a stranger's bad request, and a Redis that is away, are
noticed again and again, and the place in the library helps nobody."""


def drop_traceback(record: logging.LogRecord) -> bool:
    """Reduce records of the BRIEF loggers to one line with the error in it. Keeps every record."""
    if record.exc_info and record.name.startswith(BRIEF_LOGGERS):
        record.msg, record.args = f"{record.getMessage()}: {record.exc_info[1]}", ()
        record.exc_info = None
    return True
