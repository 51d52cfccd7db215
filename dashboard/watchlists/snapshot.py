from __future__ import annotations

from collections.abc import Iterable

from django.core import serializers
from django.db import models

from dashboard.watchlists.models import Entry, Watchlist


class Snapshot(models.Model):
    """A list before an import, kept until the next change. ``entries`` includes the removed
    entry."""

    watchlist = models.OneToOneField(Watchlist, models.CASCADE, related_name="snapshot")
    entries = models.TextField()

    def __str__(self) -> str:
        return f"{self.watchlist} before an import"

    @classmethod
    def take(cls, watchlist: Watchlist, entries: Iterable[Entry]) -> None:
        cls.objects.create(watchlist=watchlist, entries=serializers.serialize("json", entries))

    def restore(self) -> None:
        """Restore the entries with their ids, so that open pages keep working."""
        deserialized = serializers.deserialize("json", self.entries, ignorenonexistent=True)
        entries = [entry.object for entry in deserialized if isinstance(entry.object, Entry)]
        self.watchlist.entries.all().delete()
        Entry.objects.bulk_create(entries)
