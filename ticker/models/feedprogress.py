"""How far feeds have come, in the database."""

from __future__ import annotations

from django.db import models


class FeedProgress(models.Model):
    """How far a feed has come, packed by itself: written with the states that it has led to."""

    source = models.CharField(max_length=200, unique=True)
    data = models.BinaryField()

    def __str__(self) -> str:
        return self.source
