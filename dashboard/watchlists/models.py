from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import User
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from dashboard.watchlists import limits
from dashboard.watchlists.listline import ListLine


class Watchlist(models.Model):
    """``version`` rises with every change of the list or its entries."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="watchlists")
    name = models.CharField(max_length=limits.NAME)
    is_default = models.BooleanField(default=False)
    version = models.PositiveBigIntegerField(default=1)

    class Meta:
        ordering = (Lower("name"),)
        constraints = (
            models.UniqueConstraint("owner", Lower("name"), name="name_once_per_owner"),
            models.UniqueConstraint(
                fields=["owner"], condition=Q(is_default=True), name="one_default_per_owner"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("watchlist", args=[self.pk])

    @property
    def topic(self) -> str:
        return f"watchlist:{self.pk}"

    def current_entries(self) -> models.QuerySet[Entry]:
        """Return the entries in order, without the removed one."""
        return self.entries.filter(removed_at=None)

    def removed_entries(self) -> models.QuerySet[Entry]:
        """Return the entry that was removed last, if any."""
        return self.entries.exclude(removed_at=None)

    def lines(self) -> list[ListLine]:
        return [entry.line for entry in self.current_entries()]


def _amount_field(
    minimum: int | None = 0,
) -> models.DecimalField[Decimal | str | None, Decimal | None]:
    validators = [] if minimum is None else [MinValueValidator(minimum)]
    return models.DecimalField(
        max_digits=limits.DIGITS,
        decimal_places=limits.PLACES,
        null=True,
        blank=True,
        validators=validators,
    )


class Entry(models.Model):
    """An instrument in a list, or the heading of a section. ``position`` rises along the list, with
    gaps. The entry that was removed last stays, to be put back."""

    watchlist = models.ForeignKey(Watchlist, models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()
    symbol = models.CharField(max_length=40, blank=True)
    heading = models.CharField(max_length=limits.NAME, blank=True)
    note = models.CharField(max_length=limits.NOTE, blank=True)
    quantity = _amount_field(minimum=None)
    cost = _amount_field()
    commission = _amount_field()
    trade_date = models.DateField(null=True, blank=True)
    high_limit = _amount_field()
    low_limit = _amount_field()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["watchlist", "symbol"],
                condition=Q(removed_at=None) & ~Q(symbol=""),
                name="symbol_once_per_list",
            ),
            models.CheckConstraint(
                condition=Q(symbol="") ^ Q(heading=""), name="symbol_or_heading"
            ),
        )

    def __str__(self) -> str:
        return self.symbol or self.heading

    @property
    def line(self) -> ListLine:
        return ListLine(**{name: getattr(self, name) for name in ListLine.__struct_fields__})


class Share(models.Model):
    """A link by which anyone may see a list. Its token derives from the random ``seed`` and
    SECRET_KEY, and only its hash is stored, so a database copy opens no list."""

    watchlist = models.ForeignKey(Watchlist, models.CASCADE, related_name="shares")
    seed = models.CharField(max_length=43)
    digest = models.CharField(max_length=64, unique=True)
    shows_notes = models.BooleanField("Notes", default=False)
    shows_positions = models.BooleanField("Quantities and costs", default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return f"Link to {self.watchlist}"

    @classmethod
    def generate(cls, watchlist: Watchlist, **shows: bool) -> Share:
        """Return an unsaved link."""
        share = cls(watchlist=watchlist, seed=secrets.token_urlsafe(32), **shows)
        share.digest = digest(share.token)
        return share

    @property
    def token(self) -> str:
        """43 characters of base64url: 256 bits."""
        made = hmac.digest(settings.SECRET_KEY.encode(), f"share {self.seed}".encode(), "sha256")
        return base64.urlsafe_b64encode(made).decode().rstrip("=")

    @property
    def is_readable(self) -> bool:
        """False after SECRET_KEY has changed: the link still works, but cannot be shown."""
        return hmac.compare_digest(digest(self.token), self.digest)

    @property
    def topic(self) -> str:
        return f"share:{self.pk}"


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
