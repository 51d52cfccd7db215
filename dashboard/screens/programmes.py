from __future__ import annotations

from datetime import time
from functools import partial

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Lower
from django.urls import reverse

from dashboard.boards.boards import BOARDS
from dashboard.choices.choices import PALETTES
from dashboard.screens import limits
from dashboard.watchlists.models import Watchlist
from ticker.live.topics import announce
from ticker.rows.columns import MARKET_COLUMNS

LAYOUTS = {"table": "Table", "tiles": "Tiles", "tape": "Tape"}
THEMES = {"dark": "Dark", "light": "Light"}
OUTSIDE = {"dim": "Dim", "blank": "Blank"}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVERY_DAY = "0123456"


class Programme(models.Model):
    """The pages that screens show, and when. ``days`` are digits, 0 for Monday. It is on
    from ``starts`` to ``ends`` in ``time_zone`` ("" is that of the exchange), past midnight if it
    ends before it starts, and all day without times. ``version`` rises with every change of it or
    its pages."""

    name = models.CharField(max_length=limits.NAME)
    theme = models.CharField(max_length=16, default="dark", choices=list(THEMES.items()))
    palette = models.CharField(max_length=16, blank=True, choices=list(PALETTES.items()))
    days = models.CharField(max_length=7, default=EVERY_DAY)
    starts = models.TimeField("From", null=True, blank=True)
    ends = models.TimeField("To", null=True, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    only_in_session = models.BooleanField("Only when the market is open", default=False)
    outside = models.CharField(max_length=8, default="dim", choices=list(OUTSIDE.items()))
    stops_at_halts = models.BooleanField("A halt pre-empts the rotation", default=True)
    version = models.PositiveBigIntegerField(default=1)

    class Meta:
        ordering = (Lower("name"),)
        constraints = (models.UniqueConstraint(Lower("name"), name="programme_name_once"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme", args=[self.pk])

    @property
    def topic(self) -> str:
        return f"programme:{self.pk}"

    @property
    def hours(self) -> tuple[time, time] | None:
        return (self.starts, self.ends) if self.starts and self.ends else None

    def mark_changed(self) -> None:
        """Call it in the transaction that changed the programme or its pages."""
        Programme.objects.filter(pk=self.pk).update(version=F("version") + 1)
        transaction.on_commit(partial(announce, self.topic))


def _range_validators(minimum: int, maximum: int) -> list[MinValueValidator | MaxValueValidator]:
    return [MinValueValidator(minimum), MaxValueValidator(maximum)]


class ProgrammePage(models.Model):
    """One board or one watchlist; neither, if that list was deleted. ``rows`` is the most
    instruments on it; ``type_size`` is in CSS pixels, None for as large as fits. ``columns`` are
    keys with spaces between, "" for the defaults of the layout."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="pages")
    position = models.PositiveIntegerField()
    board = models.CharField(max_length=40, blank=True)
    watchlist = models.ForeignKey(Watchlist, models.SET_NULL, null=True, blank=True)
    layout = models.CharField(max_length=8, default="table", choices=list(LAYOUTS.items()))
    columns = models.CharField(max_length=300, blank=True)
    sort = models.CharField(max_length=20, blank=True)
    rows = models.PositiveSmallIntegerField(default=13, validators=_range_validators(*limits.ROWS))
    type_size = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=_range_validators(*limits.TYPE_SIZE)
    )
    dwell = models.PositiveSmallIntegerField(
        default=15, validators=_range_validators(*limits.DWELL)
    )

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        if self.watchlist is not None:
            return self.watchlist.name
        return BOARDS[self.board].title if self.board in BOARDS else "A list that is gone"

    @property
    def shown_columns(self) -> tuple[str, ...]:
        """Return the columns that still exist, () for the defaults."""
        return tuple(key for key in self.columns.split() if key in MARKET_COLUMNS)
