"""Pairing: a device shows a code, and a member of the staff enters it to make the device a
screen."""

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

CODE_ALPHABET = "CFHJKMNPRTVWX3479"
"""Consonants and digits that do not look alike (left out are 0 and O, 1 and L, 2 and Z, 5 and S, 6
and G, 8 and B). Six of 17 make 24 million codes."""

CODE_LENGTH = 6

LIFETIME = timedelta(minutes=10)

MAX_WAITING = 200
MAX_WAITING_PER_NETWORK = 20
"""The most devices that may wait: anyone can open the page."""

HOST_BITS = 64
"""Bits of an IPv6 address that one subscriber can choose."""


class WrongCodeError(ValueError):
    """Its text is a sentence for people."""


class TooManyWaitingError(Exception):
    pass


def get_pairing(token: str, address: str) -> Pairing:
    """Return the pairing of the device with ``token``. A device without a valid code gets a new
    one. Raises TooManyWaitingError."""
    now = timezone.now()
    pairing = Pairing.objects.filter(digest=digest(token)).first()
    if pairing is not None and _is_valid(pairing.expires_at, now):
        return pairing
    Pairing.objects.exclude(expires_at__gt=now, expires_at__lte=now + LIFETIME).delete()
    if Pairing.objects.count() >= MAX_WAITING:
        raise TooManyWaitingError
    network = _network(address)
    if Pairing.objects.filter(network=network).count() >= MAX_WAITING_PER_NETWORK:
        raise TooManyWaitingError
    return _create_pairing(token, network, now)


def _network(address: str) -> str:
    """Return an IPv4 address, or the network of an IPv6 address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed) >> HOST_BITS << HOST_BITS, 128 - HOST_BITS)))


def _create_pairing(token: str, network: str, now: datetime) -> Pairing:
    while True:
        code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
        try:
            with transaction.atomic():
                return Pairing.objects.create(
                    digest=digest(token), code=code, expires_at=now + LIFETIME, network=network
                )
        except IntegrityError:
            # Two requests of one device at once, or a code that is taken.
            if pairing := Pairing.objects.filter(digest=digest(token)).first():
                return pairing


def _is_valid(expires_at: datetime, now: datetime) -> bool:
    """The upper bound guards against a clock that was set back."""
    return now < expires_at <= now + LIFETIME


def is_waiting(token: str, code: str) -> bool:
    """Tell whether the code is still valid for the device with ``token``."""
    pairing = Pairing.objects.filter(digest=digest(token), code=code).first()
    return pairing is not None and _is_valid(pairing.expires_at, timezone.now())


@transaction.atomic
def claim_screen(code: str, screen: Screen) -> None:
    """Make the device that shows this code the screen, and revoke the device before it. Raises
    WrongCodeError."""
    typed = "".join(character for character in code.upper() if character.isalnum())
    now = timezone.now()
    pairing = Pairing.objects.select_for_update().filter(code=typed).first()
    if pairing is None or not _is_valid(pairing.expires_at, now):
        raise WrongCodeError(
            "No screen shows this code. It changes every ten minutes: look at the screen again."
        )
    screen.credentials.all().delete()
    Credential.objects.create(screen=screen, digest=pairing.digest, issued_at=now, used_at=now)
    pairing.delete()
    Screen.objects.filter(pk=screen.pk).update(paired_at=now, version=F("version") + 1)
    transaction.on_commit(partial(announce, screen.topic))
