"""Pairing: a device shows a code, and whoever types it in makes that device a screen."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from dashboard.screens.credentials import digest
from dashboard.screens.models import Credential, Pairing, Screen
from ticker.topics import announce

LETTERS = "CFHJKMNPRTVWX3479"
"""Consonants and digits, none of which looks like another of them or like any that is left out (0
and O, 1 and L, 2 and Z, 5 and S, 6 and G, 8 and B): 17 to the sixth are 24 million codes."""

LENGTH = 6

LIFETIME = timedelta(minutes=10)

MOST_WAITING = 200
MOST_OF_ONE_ADDRESS = 20
"""Devices that may wait at a time: anybody can open the page."""


class WrongCodeError(ValueError):
    """Says in a whole sentence why nothing was paired."""


class TooManyWaitingError(Exception):
    """As many devices wait as may."""


def waiting(token: str, address: str) -> Pairing:
    """The code of the device that proves itself with ``token``, a fresh one if it has none or an
    expired one. Raises TooManyWaitingError."""
    now = timezone.now()
    found = Pairing.objects.filter(digest=digest(token)).first()
    if found is not None and found.expires_at > now:
        return found
    Pairing.objects.filter(expires_at__lte=now).delete()
    others = Pairing.objects.all()
    if others.count() >= MOST_WAITING:
        raise TooManyWaitingError
    if others.filter(address=address).count() >= MOST_OF_ONE_ADDRESS:
        raise TooManyWaitingError
    return _begun(token, address, now)


def _begun(token: str, address: str, now: datetime) -> Pairing:
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        try:
            with transaction.atomic():
                return Pairing.objects.create(
                    digest=digest(token), code=code, expires_at=now + LIFETIME, address=address
                )
        except IntegrityError:
            # Two requests of one device at once, or a code that is taken.
            if found := Pairing.objects.filter(digest=digest(token)).first():
                return found


def is_waiting(token: str) -> bool:
    """Whether the code that this device shows is still good."""
    kept = Pairing.objects.filter(digest=digest(token), expires_at__gt=timezone.now())
    return bool(token) and kept.exists()


@transaction.atomic
def claim(code: str, screen: Screen) -> None:
    """The device that shows this code is this screen from now on, and the one that was it before is
    not. Raises WrongCodeError."""
    typed = "".join(each for each in code.upper() if each.isalnum())
    kept = Pairing.objects.select_for_update().filter(code=typed)
    found = kept.filter(expires_at__gt=timezone.now()).first()
    if found is None:
        raise WrongCodeError(
            "No screen shows this code. It changes every ten minutes: look at the screen again."
        )
    now = timezone.now()
    screen.credentials.all().delete()
    Credential.objects.create(screen=screen, digest=found.digest, issued_at=now, used_at=now)
    found.delete()
    Screen.objects.filter(pk=screen.pk).update(paired_at=now, version=F("version") + 1)
    transaction.on_commit(partial(announce, screen.topic))
