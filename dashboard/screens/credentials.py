"""The credentials of a device. One is renewed while in use, and a lost response cannot leave the
device without one."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from dashboard.screens.models import Credential, Screen

RENEW_AFTER = timedelta(days=1)
"""The age at which a credential in use gets a successor."""

REISSUE_AFTER = timedelta(hours=1)
"""How long a successor may stay unused before another is issued: its response may be lost."""

OVERLAP = timedelta(minutes=10)
"""How long the old credential stays valid after the device has used the new one, for requests under
way."""

MAX_UNUSED = 5
"""The most unused successors of one credential."""


def new_token() -> str:
    """43 characters of base64url: 256 bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find_credential(token: str) -> Credential | None:
    if not token:
        return None
    credentials = Credential.objects.select_related("screen__programme").filter(
        digest=digest(token)
    )
    return credentials.first()


@transaction.atomic
def renew_credential(credential: Credential, now: datetime) -> str | None:
    """Return the token of a successor, or None if none is due or the device was revoked meanwhile.
    Older credentials end only when the device has used a newer one."""
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
        successors[-1].issued_at + REISSUE_AFTER
        if successors
        else credential.issued_at + RENEW_AFTER
    )
    if now < last:
        return None
    for unused in successors[: max(0, len(successors) - MAX_UNUSED + 1)]:
        unused.delete()
    token = new_token()
    Credential.objects.create(screen=credential.screen, digest=digest(token), issued_at=now)
    return token
