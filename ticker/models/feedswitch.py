from __future__ import annotations

from django.db import models


class FeedSwitchManager(models.Manager["FeedSwitch"]):
    def newest_switches(self, count: int) -> models.QuerySet[FeedSwitch]:
        return self.order_by("-ts", "-pk")[:count]


class FeedSwitch(models.Model):
    """``symbols`` instruments went from feed ``before`` to feed ``after`` at ``ts``, UTC
    nanoseconds."""

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
