from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from dashboard.screens import limits
from dashboard.screens.programmes import Programme


class Screen(models.Model):
    """A device on a wall. ``part`` is its place among screens side by side, each of which shows the
    next rows. ``paired_at`` is when its device got its credential, None without one. ``loads``
    counts how often it was told to reload; ``version`` rises with every change."""

    name = models.CharField(max_length=limits.NAME)
    programme = models.ForeignKey(
        Programme, models.SET_NULL, null=True, blank=True, related_name="screens"
    )
    part = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(limits.PARTS)]
    )
    is_blank = models.BooleanField(default=False)
    identified_until = models.DateTimeField(null=True, blank=True)
    banner = models.CharField(max_length=limits.BANNER, blank=True)
    banner_covers = models.BooleanField("Over the whole screen", default=False)
    loads = models.PositiveIntegerField(default=0)
    paired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveBigIntegerField(default=1)

    class Meta:
        ordering = (Lower("name"),)
        constraints = (models.UniqueConstraint(Lower("name"), name="screen_name_once"),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("screen", args=[self.pk])

    @property
    def topic(self) -> str:
        return f"screen:{self.pk}"


class Sighting(models.Model):
    """The last report from a screen. ``painted_at`` is when its content was sent; ``round_trip`` is
    in milliseconds; ``build`` is that of its page."""

    screen = models.OneToOneField(Screen, models.CASCADE, primary_key=True, related_name="sighting")
    is_connected = models.BooleanField(default=False)
    seen_at = models.DateTimeField()
    painted_at = models.DateTimeField(null=True)
    round_trip = models.PositiveIntegerField(null=True)
    shows = models.CharField(max_length=200, blank=True)
    build = models.CharField(max_length=16, blank=True)
    browser = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=45, blank=True)

    def __str__(self) -> str:
        return f"Sighting of {self.screen}"


class Credential(models.Model):
    """The proof that a device is a screen: the SHA-256 of 256 random bits. ``used_at`` is when the
    device first sent it back."""

    screen = models.ForeignKey(Screen, models.CASCADE, related_name="credentials")
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"Credential of {self.screen}"


class Pairing(models.Model):
    """A device that waits to be paired: the hash of its token and the code that it shows.
    ``network`` is its address, or its IPv6 network."""

    digest = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=8, unique=True)
    expires_at = models.DateTimeField()
    network = models.CharField(max_length=45, blank=True)

    def __str__(self) -> str:
        return f"Pairing {self.pk}"
