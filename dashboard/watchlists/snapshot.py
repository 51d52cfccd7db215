"""A list as it was before an import."""

from __future__ import annotations

from collections.abc import Iterable

from django.core import serializers
from django.db import models

from dashboard.watchlists.models import Entry, Watchlist


class Snapshot(models.Model):
    """Kept until the list is changed again; what was removed last is in ``entries``, too."""

    watchlist = models.OneToOneField(Watchlist, models.CASCADE, related_name="snapshot")
    entries = models.TextField()

    def __str__(self) -> str:
        return f"{self.watchlist} before an import"

    @classmethod
    def take(cls, watchlist: Watchlist, entries: Iterable[Entry]) -> None:
        cls.objects.create(watchlist=watchlist, entries=serializers.serialize("json", entries))

    def restore(self) -> None:
        """The same entries, not only equal ones: an open page that names one goes on working."""
        found = serializers.deserialize("json", self.entries, ignorenonexistent=True)
        entries = [each.object for each in found if isinstance(each.object, Entry)]
        self.watchlist.entries.all().delete()
        Entry.objects.bulk_create(entries)
