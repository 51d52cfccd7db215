"""What the log keeps."""

from __future__ import annotations

import logging

BRIEF = ("django.security.", "channels_redis.")
"""A stranger's bad request, and a Redis that is away and missed every second: where in the library
it was noticed helps nobody."""


def without_traceback(record: logging.LogRecord) -> bool:
    """What the libraries of BRIEF tell is one line, with the error in it."""
    if record.exc_info and record.name.startswith(BRIEF):
        record.msg, record.args = f"{record.getMessage()}: {record.exc_info[1]}", ()
        record.exc_info = None
    return True
