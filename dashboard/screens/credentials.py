"""What a screen's device proves itself with: renewed while it is in use, and never so that a lost
answer could leave the device without."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from dashboard.screens.models import Credential, Screen

RENEW_AFTER = timedelta(days=1)
"""The age at which a credential in use gets a successor."""

ASK_AGAIN = timedelta(hours=1)
"""How long a successor may stay unused before another is issued: its answer was lost."""

OVERLAP = timedelta(minutes=10)
"""For how long the one before is good, once the device has used its successor: requests that were
under way carry it."""

MOST = 5
"""Successors of one credential that were issued and never used."""


def fresh_token() -> str:
    """43 characters of base64url: 256 bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> Credential | None:
    """Of whichever screen it is a credential; None if of none (any more)."""
    if not token:
        return None
    found = Credential.objects.select_related("screen__programme").filter(digest=digest(token))
    return found.first()


@transaction.atomic
def renewed(credential: Credential, now: datetime) -> str | None:
    """The device has shown this credential: a successor's token, if it is to have one. Whichever of
    them comes back, it is good; only then do its predecessors end. None too if the device has been
    revoked or another one paired meanwhile."""
    Screen.objects.select_for_update().filter(pk=credential.screen_id).first()
    if not Credential.objects.filter(pk=credential.pk).exists():
        return None
    if credential.used_at is None:
        credential.used_at = now
        credential.save(update_fields=["used_at"])
    of_screen = Credential.objects.filter(screen=credential.screen_id)
    if now - credential.used_at >= OVERLAP:
        of_screen.filter(pk__lt=credential.pk).delete()
    successors = list(of_screen.filter(pk__gt=credential.pk))
    last = (
        successors[-1].issued_at + ASK_AGAIN if successors else credential.issued_at + RENEW_AFTER
    )
    if now < last:
        return None
    for each in successors[: max(0, len(successors) - MOST + 1)]:
        each.delete()
    token = fresh_token()
    Credential.objects.create(screen=credential.screen, digest=digest(token), issued_at=now)
    return token
