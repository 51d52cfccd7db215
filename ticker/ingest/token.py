"""Tokens: what a source shows to be let in. Of each the database has only what it hashes to."""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.utils import timezone

from ticker.ingest.source import Source
from ticker.models import IngestToken

BYTES = 32


def create(source: Source) -> str:
    """The token, which is known to nobody afterwards; one of a source that was revoked is replaced.

    Raises ValueError if the source has one.
    """
    token = secrets.token_urlsafe(BYTES)
    kept = IngestToken.objects.filter(name=source.name).first()
    if kept is None:
        kept = IngestToken(name=source.name)
    elif kept.revoked_at is None:
        raise ValueError(f"there is a token for {source.name} already: revoke it first")
    kept.digest, kept.revoked_at = digest(token), None
    kept.symbols, kept.venues = sorted(source.symbols), sorted(source.venues)
    kept.may_add = source.may_add
    kept.save()
    return token


def revoke(name: str) -> bool:
    """Whether there was one. Its name stays taken, with what its source has said."""
    valid = IngestToken.objects.filter(name=name, revoked_at=None)
    return bool(valid.update(revoked_at=timezone.now()))


def source_of(token_digest: str) -> Source | None:
    """Whose token hashes to this; None for one that is unknown or was revoked.

    What is compared is a hash of what was sent: how long it takes tells nothing about a token.
    """
    kept = IngestToken.objects.filter(digest=token_digest, revoked_at=None).first()
    if kept is None:
        return None
    return Source(kept.name, frozenset(kept.symbols), frozenset(kept.venues), kept.may_add)


def digest(token: str) -> str:
    """No salt and no rounds: there is nothing to guess in 256 bits of chance."""
    return sha256(token.encode()).hexdigest()
