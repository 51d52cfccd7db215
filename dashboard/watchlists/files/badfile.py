from __future__ import annotations


class BadFileError(ValueError):
    """A file that cannot be read at all. Its text says what is wrong, where, and what to do."""
