from __future__ import annotations

from django.db import models


class IngestToken(models.Model):
    """``name`` is the source of all events posted with the token; only the token's SHA-256 is
    stored. ``symbols`` and ``venues`` are its scope; both empty means everything. ``may_add`` lets
    it add unknown instruments."""

    name = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    symbols = models.JSONField(default=list)
    venues = models.JSONField(default=list)
    may_add = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
