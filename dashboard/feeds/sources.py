"""The sources that may post events, as those see them who look after feeds. No token is known."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count
from msgspec import Struct

from ticker.models import IngestToken, Instrument
from ticker.web.process import live

MOST = 200
"""Sources that are shown, by name."""

MOST_OF_SCOPE = 12
"""Venues and symbols that are shown of one."""


class SourceRow(Struct, frozen=True, kw_only=True):
    """``scope`` is venues, then symbols; empty is everything. ``added`` is how many instruments it
    has added."""

    name: str
    scope: tuple[str, ...]
    may_add: bool
    added: int
    created: datetime
    revoked: datetime | None

    @property
    def scope_text(self) -> str:
        shown = " ".join(self.scope[:MOST_OF_SCOPE]) or "everything"
        more = len(self.scope) - MOST_OF_SCOPE
        return f"{shown} and {more} more" if more > 0 else shown


class Sources(Struct, frozen=True, kw_only=True):
    """``more`` is how many there are besides, ``waiting`` how many instruments there are that this
    process does not know: it reads them when it begins."""

    rows: list[SourceRow]
    more: int
    waiting: int


def sources() -> Sources:
    """Raises django.db.Error."""
    kept = IngestToken.objects.all()
    added = _added()
    rows = [_row(each, added) for each in kept[:MOST]]
    waiting = Instrument.objects.count() - len(live.universe)
    return Sources(rows=rows, more=max(0, kept.count() - MOST), waiting=max(0, waiting))


def _added() -> dict[str, int]:
    by_source = Instrument.objects.exclude(source="").order_by().values_list("source")
    return dict(by_source.annotate(Count("pk")))


def _row(kept: IngestToken, added: dict[str, int]) -> SourceRow:
    return SourceRow(
        name=kept.name,
        scope=(*kept.venues, *kept.symbols),
        may_add=kept.may_add,
        added=added.get(kept.name, 0),
        created=kept.created_at,
        revoked=kept.revoked_at,
    )
