"""A file that cannot be read at all."""

from __future__ import annotations


class BadFileError(ValueError):
    """Nothing of the file is used. Its text is for people: what is wrong, where, what to do."""
