"""A visitor: the reader of a page and its socket, signed in or not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, Literal

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest, parse_cookie
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from msgspec import Struct

from dashboard.accounts.models import Preferences
from dashboard.choices.choices import Choices
from ticker.live.close_codes import NOT_FOUND, Refused
from ticker.live.subscription import AccessResult, Guard, Subscription

CACHE_SIZE = 10_000
"""Cached sessions and password hashes."""


def signed_out_refusal() -> Refused:
    """A new exception each time: raising one instance again and again collects tracebacks."""
    return Refused(NOT_FOUND, "signed out")


class Visitor(Struct, frozen=True, kw_only=True):
    """``session`` is the session key, "" if not signed in; ``base`` are the reader's defaults."""

    user: User | None = None
    session: str = ""
    base: Choices | None = None

    @classmethod
    def from_request(cls, request: HttpRequest) -> Visitor:
        """A request that is refused before authentication has no user: nobody."""
        user = getattr(request, "user", None)
        if not isinstance(user, User):
            return cls()
        return cls(
            user=user, session=request.session.session_key or "", base=_preferred_choices(user)
        )

    @classmethod
    async def from_scope(cls, scope: dict[str, Any]) -> Visitor:
        """Reads the database only if there is a session. Raises Refused if it has ended since this
        socket was first checked."""
        key = session_key(scope)
        visitor = await database_sync_to_async(cls._from_session)(key) if key else cls()
        if scope.setdefault("was_signed_in", bool(visitor.user)) and not visitor.user:
            raise signed_out_refusal()
        return visitor

    @classmethod
    def _from_session(cls, key: str) -> Visitor:
        user = session_users([key]).get(key)
        return cls(user=user, session=key, base=_preferred_choices(user)) if user else cls()

    @property
    def owner(self) -> User:
        """The owner of what this page creates. Only for pages that require a sign-in."""
        assert self.user is not None
        return self.user

    @property
    def controls(self) -> Literal["", "star"]:
        return "star" if self.user else ""

    @property
    def topics(self) -> frozenset[str]:
        return frozenset({session_topic(self.session)}) if self.session else frozenset()

    def guard(self, renew: Callable[[], Awaitable[Subscription]]) -> Guard | None:
        """The guard of a public page that shows more to signed-in readers."""
        if not self.session:
            return None
        return Guard(key=self.session, check=check_sessions, topics=self.topics, renew=renew)


def session_key(scope: dict[str, Any]) -> str:
    """Returns "" if there is none."""
    headers = dict(scope["headers"])
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    return cookies.get(settings.SESSION_COOKIE_NAME, "")


def session_topic(key: str) -> str:
    """Announced when the session ends. A hash, because the key itself would open the session."""
    return f"session:{sha256(key.encode()).hexdigest()[:32]}"


def session_users(keys: Collection[str]) -> dict[str, User]:
    """The users of these valid sessions, by key. A changed password ends its sessions."""
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    sessions = {
        key: _decode_session(data) for key, data in rows.values_list("session_key", "session_data")
    }
    ids = {pk for pk, _ in sessions.values() if pk}
    users = {str(user.pk): user for user in User.objects.filter(pk__in=ids, is_active=True)}
    signed_in = {key: (users.get(pk), mark) for key, (pk, mark) in sessions.items()}
    return {
        key: user
        for key, (user, mark) in signed_in.items()
        if user and constant_time_compare(mark, _auth_hash(user.password))
    }


@lru_cache(maxsize=CACHE_SIZE)
def _decode_session(data: str) -> tuple[str, str]:
    """The user id and the password hash in a stored session. Cached: sessions rarely change between
    checks."""
    content = SessionStore().decode(data)
    return content.get(SESSION_KEY, ""), content.get(HASH_SESSION_KEY, "")


@lru_cache(maxsize=CACHE_SIZE)
def _auth_hash(password: str) -> str:
    return User(password=password).get_session_auth_hash()


async def check_sessions(keys: Collection[Hashable]) -> Mapping[Hashable, AccessResult]:
    asked = [key for key in keys if isinstance(key, str)]
    still = await database_sync_to_async(session_users)(asked)
    return {key: signed_out_refusal() for key in asked if key not in still}


def _preferred_choices(user: User) -> Choices:
    preferences = Preferences.objects.filter(user=user).first()
    return preferences.choices if preferences else Choices()
