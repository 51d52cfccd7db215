"""What the log keeps."""

from __future__ import annotations

import logging


def without_traceback(record: logging.LogRecord) -> bool:
    """A stranger's bad request is one line: where in Django it was noticed helps nobody."""
    if record.name.startswith("django.security."):
        record.exc_info = None
    return True
