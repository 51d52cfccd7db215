"""When other feeds took over, in the database."""

from __future__ import annotations

from django.db import models


class FeedSwitchManager(models.Manager["FeedSwitch"]):
    def newest(self, count: int) -> models.QuerySet[FeedSwitch]:
        """So many, the newest first."""
        return self.order_by("-ts", "-pk")[:count]


class FeedSwitch(models.Model):
    """Instruments went on with another feed: from ``ts`` on, UTC nanoseconds, so many. ``before``
    and ``after`` are names of feeds."""

    ts = models.BigIntegerField()
    before = models.CharField(max_length=200)
    after = models.CharField(max_length=200)
    symbols = models.PositiveBigIntegerField()

    objects = FeedSwitchManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ts", "before", "after"), name="feed_switch_once"),
        )

    def __str__(self) -> str:
        return f"{self.before} to {self.after}"
