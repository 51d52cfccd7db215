"""Pairing: a device shows a code, and whoever types it in makes that device a screen."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import partial
from ipaddress import IPv4Address, ip_address, ip_network

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from dashboard.screens.credentials import digest
from dashboard.screens.models import Credential, Pairing, Screen
from ticker.live.topics import announce

LETTERS = "CFHJKMNPRTVWX3479"
"""Consonants and digits, none of which looks like another of them or like any that is left out (0
and O, 1 and L, 2 and Z, 5 and S, 6 and G, 8 and B): 17 to the sixth are 24 million codes."""

LENGTH = 6

LIFETIME = timedelta(minutes=10)

MOST_WAITING = 200
MOST_OF_ONE_NETWORK = 20
"""Devices that may wait at a time: anybody can open the page."""

HOST_BITS = 64
"""Of an IPv6 address: whoever has one has all that differ in these."""


class WrongCodeError(ValueError):
    """Says in a whole sentence why nothing was paired."""


class TooManyWaitingError(Exception):
    """As many devices wait as may."""


def waiting(token: str, address: str) -> Pairing:
    """The code of the device that proves itself with ``token``, a fresh one if it has none or an
    expired one. Raises TooManyWaitingError."""
    now = timezone.now()
    found = Pairing.objects.filter(digest=digest(token)).first()
    if found is not None and _is_good(found.expires_at, now):
        return found
    Pairing.objects.exclude(expires_at__gt=now, expires_at__lte=now + LIFETIME).delete()
    if Pairing.objects.count() >= MOST_WAITING:
        raise TooManyWaitingError
    network = _network(address)
    if Pairing.objects.filter(network=network).count() >= MOST_OF_ONE_NETWORK:
        raise TooManyWaitingError
    return _begun(token, network, now)


def _network(address: str) -> str:
    """What an address is counted as."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found) >> HOST_BITS << HOST_BITS, 128 - HOST_BITS)))


def _begun(token: str, network: str, now: datetime) -> Pairing:
    while True:
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        try:
            with transaction.atomic():
                return Pairing.objects.create(
                    digest=digest(token), code=code, expires_at=now + LIFETIME, network=network
                )
        except IntegrityError:
            # Two requests of one device at once, or a code that is taken.
            if found := Pairing.objects.filter(digest=digest(token)).first():
                return found


def _is_good(expires_at: datetime, now: datetime) -> bool:
    """Not for longer than it was to be, though the clock was set back since."""
    return now < expires_at <= now + LIFETIME


def is_waiting(token: str, code: str) -> bool:
    """Whether the code that this device shows is still good, and its own."""
    found = Pairing.objects.filter(digest=digest(token), code=code).first()
    return found is not None and _is_good(found.expires_at, timezone.now())


@transaction.atomic
def claim(code: str, screen: Screen) -> None:
    """The device that shows this code is this screen from now on, and the one that was it before is
    not. Raises WrongCodeError."""
    typed = "".join(each for each in code.upper() if each.isalnum())
    now = timezone.now()
    found = Pairing.objects.select_for_update().filter(code=typed).first()
    if found is None or not _is_good(found.expires_at, now):
        raise WrongCodeError(
            "No screen shows this code. It changes every ten minutes: look at the screen again."
        )
    screen.credentials.all().delete()
    Credential.objects.create(screen=screen, digest=found.digest, issued_at=now, used_at=now)
    found.delete()
    Screen.objects.filter(pk=screen.pk).update(paired_at=now, version=F("version") + 1)
    transaction.on_commit(partial(announce, screen.topic))
