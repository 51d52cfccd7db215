from __future__ import annotations

from django.db import models


class LastState(models.Model):
    """``data`` is packed by ``ticker.market.state``."""

    source = models.CharField(max_length=200)
    symbol = models.CharField(max_length=40)
    data = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("source", "symbol"), name="last_state_once"),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.symbol}"
