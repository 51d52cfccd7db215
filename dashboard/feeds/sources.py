"""The sources that may post events, as operators see them; tokens are unknown."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count
from msgspec import Struct

from ticker.models import IngestToken, Instrument
from ticker.web.process import live

MOST = 200
"""Sources shown, by name."""

MOST_OF_SCOPE = 12
"""Venues and symbols shown of one source."""


class SourceRow(Struct, frozen=True, kw_only=True):
    """``scope`` is venues, then symbols; empty means everything."""

    name: str
    scope: tuple[str, ...]
    may_add: bool
    added: int
    created: datetime
    revoked: datetime | None

    @property
    def scope_text(self) -> str:
        shown_scope = " ".join(self.scope[:MOST_OF_SCOPE]) or "everything"
        more = len(self.scope) - MOST_OF_SCOPE
        return f"{shown_scope} and {more} more" if more > 0 else shown_scope


class Sources(Struct, frozen=True, kw_only=True):
    """``hidden_count`` sources are not shown. ``waiting_instruments`` were added since this process
    started, and are read at the next start."""

    rows: list[SourceRow]
    more: int
    waiting: int


def sources() -> Sources:
    """Raises django.db.Error."""
    tokens = IngestToken.objects.all()
    added = _added()
    rows = [_row(token, added) for token in tokens[:MOST]]
    waiting = Instrument.objects.count() - len(live.universe)
    return Sources(rows=rows, more=max(0, tokens.count() - MOST), waiting=max(0, waiting))


def _added() -> dict[str, int]:
    by_source = Instrument.objects.exclude(source="").order_by().values_list("source")
    return dict(by_source.annotate(Count("pk")))


def _row(token: IngestToken, added: dict[str, int]) -> SourceRow:
    return SourceRow(
        name=token.name,
        scope=(*token.venues, *token.symbols),
        may_add=token.may_add,
        added=added.get(token.name, 0),
        created=token.created_at,
        revoked=token.revoked_at,
    )
