"""A change that is refused: of a list, a screen, a programme."""

from __future__ import annotations


class RefusedEditError(ValueError):
    """A change that cannot be made, in a whole sentence; nothing was changed."""
