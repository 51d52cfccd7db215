"""Tokens: what a source shows to be let in. The database holds only their hashes."""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.utils import timezone

from ticker.ingest.source import Source
from ticker.models import IngestToken

BYTES = 32


def create(source: Source) -> str:
    """Create a token and return it; nothing stores it in plain. The token of a revoked source is
    replaced.

    Raises ValueError if the source has a valid one.
    """
    token = secrets.token_urlsafe(BYTES)
    record = IngestToken.objects.filter(name=source.name).first()
    if record is None:
        record = IngestToken(name=source.name)
    elif record.revoked_at is None:
        raise ValueError(f"there is a token for {source.name} already: revoke it first")
    record.digest, record.revoked_at = digest(token), None
    record.symbols, record.venues = sorted(source.symbols), sorted(source.venues)
    record.may_add = source.may_add
    record.save()
    return token


def revoke(name: str) -> bool:
    """Returns whether there was a valid token. The name stays taken, together with what the source
    has sent."""
    valid = IngestToken.objects.filter(name=name, revoked_at=None)
    return bool(valid.update(revoked_at=timezone.now()))


def find_source(token_digest: str) -> Source | None:
    """The source of the token with this hash; None if it is unknown or revoked.

    The comparison is between hashes, so its duration reveals nothing about a token.
    """
    record = IngestToken.objects.filter(digest=token_digest, revoked_at=None).first()
    if record is None:
        return None
    return Source(record.name, frozenset(record.symbols), frozenset(record.venues), record.may_add)


def digest(token: str) -> str:
    """No salt and no rounds: 256 random bits cannot be guessed."""
    return sha256(token.encode()).hexdigest()
