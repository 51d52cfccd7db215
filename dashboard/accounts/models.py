"""Defaults for pages whose address leaves something out."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from dashboard.choices.choices import PALETTES, RATE_LABELS, THEMES, Choices
from ticker.live.subscription import DEFAULT_RATE
from ticker.market.zones import zones
from ticker.rows.columns import DEFAULT, MARKET_COLUMNS


class Preferences(models.Model):
    """``columns`` are keys separated by spaces; empty means the default. Columns and time zones
    that no longer exist are ignored."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="preferences"
    )
    theme = models.CharField(max_length=16, blank=True, choices=list(THEMES.items()))
    palette = models.CharField(max_length=16, blank=True, choices=list(PALETTES.items()))
    rate = models.PositiveSmallIntegerField(
        "Updates", default=DEFAULT_RATE, choices=list(RATE_LABELS.items())
    )
    columns = models.CharField(max_length=300, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"Preferences of {self.user}"

    @property
    def choices(self) -> Choices:
        columns = tuple(key for key in self.columns.split() if key in MARKET_COLUMNS)
        return Choices(
            theme=self.theme,
            palette=self.palette,
            rate=self.rate,
            columns=columns or DEFAULT,
            time_zone=self.time_zone if self.time_zone in zones() else "",
        )
