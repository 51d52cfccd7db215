"""Who may post events, in the database."""

from __future__ import annotations

from django.db import models


class IngestToken(models.Model):
    """Who may post events: ``name`` is the source of all that comes with the token. Of the token
    only the SHA-256 is kept. ``symbols`` and ``venues`` are what it is for; both empty is all.
    ``may_add``: it may add instruments that nobody knows yet."""

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
