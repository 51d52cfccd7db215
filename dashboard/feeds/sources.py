"""The sources that may post events, as operators see them; tokens are unknown."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count
from msgspec import Struct

from ticker.models import IngestToken, Instrument
from ticker.web.process import process

MOST_SOURCES = 200
"""Sources shown, by name."""

MOST_OF_SCOPE = 12
"""Venues and symbols shown of one source."""


class SourceRow(Struct, frozen=True, kw_only=True):
    """``scope`` is venues, then symbols; empty means everything."""

    name: str
    scope: tuple[str, ...]
    may_add: bool
    instrument_count: int
    created_at: datetime
    revoked_at: datetime | None

    @property
    def scope_text(self) -> str:
        shown_scope = " ".join(self.scope[:MOST_OF_SCOPE]) or "everything"
        more = len(self.scope) - MOST_OF_SCOPE
        return f"{shown_scope} and {more} more" if more > 0 else shown_scope


class Sources(Struct, frozen=True, kw_only=True):
    """``hidden_count`` sources are not shown. ``waiting_instruments`` were added since this process
    started, and are read at the next start."""

    rows: list[SourceRow]
    hidden_count: int
    waiting_instruments: int


def read_sources() -> Sources:
    """Raises django.db.Error."""
    tokens = IngestToken.objects.all()
    added = _instrument_counts()
    rows = [_row(token, added) for token in tokens[:MOST_SOURCES]]
    waiting = Instrument.objects.count() - len(process.universe)
    return Sources(
        rows=rows,
        hidden_count=max(0, tokens.count() - MOST_SOURCES),
        waiting_instruments=max(0, waiting),
    )


def _instrument_counts() -> dict[str, int]:
    by_source = Instrument.objects.exclude(source="").order_by().values_list("source")
    return dict(by_source.annotate(Count("pk")))


def _row(token: IngestToken, counts: dict[str, int]) -> SourceRow:
    return SourceRow(
        name=token.name,
        scope=(*token.venues, *token.symbols),
        may_add=token.may_add,
        instrument_count=counts.get(token.name, 0),
        created_at=token.created_at,
        revoked_at=token.revoked_at,
    )
