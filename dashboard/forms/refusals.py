"""Refused edits of lists, screens and programmes."""

from __future__ import annotations


class RefusedEditError(ValueError):
    """The message is a whole sentence; nothing was changed."""
