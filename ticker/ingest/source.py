"""A source: who posts events, and for which instruments."""

from __future__ import annotations

import re
from typing import NamedTuple

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class Source(NamedTuple):
    """``symbols`` and ``venues`` are its scope; both empty means everything. ``may_add``: unknown
    instruments within its scope are added on first sight."""

    name: str
    symbols: frozenset[str] = frozenset()
    venues: frozenset[str] = frozenset()
    may_add: bool = False

    def covers(self, symbol: str) -> bool:
        """``symbol`` is a full one."""
        if not self.symbols and not self.venues:
            return True
        return symbol in self.symbols or symbol.partition(":")[0] in self.venues
