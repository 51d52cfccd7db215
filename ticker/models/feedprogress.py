from __future__ import annotations

from django.db import models


class FeedProgress(models.Model):
    """How far a feed has come, in the feed's own encoding; written together with the states that
    result from it."""

    source = models.CharField(max_length=200, unique=True)
    data = models.BinaryField()

    def __str__(self) -> str:
        return self.source
