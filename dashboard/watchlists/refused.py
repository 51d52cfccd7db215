"""A change of a list that is refused."""

from __future__ import annotations


class RefusedEditError(ValueError):
    """A change that cannot be made, in a whole sentence; nothing was changed."""
