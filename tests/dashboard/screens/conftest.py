from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from dashboard.screens import control, editing
from dashboard.screens.models import Credential, Screen
from dashboard.screens.programmes import Programme
from tests.dashboard.watchlists.keeping import signed_in
from ticker.live.mirror import Mirror


@pytest.fixture
def ann(db: None, mirror: Mirror) -> User:
    """A member of the staff."""
    cache.clear()
    return User.objects.create_user("ann", "ann@desk.example", is_staff=True)


@pytest.fixture
def annes(ann: User) -> Client:
    """Her browser."""
    return signed_in(ann)


@pytest.fixture
def bobs(db: None, mirror: Mirror) -> Client:
    """The browser of somebody who is signed in, and no member of the staff."""
    return signed_in(User.objects.create_user("bob", "bob@desk.example"))


@pytest.fixture
def floor(ann: User) -> Screen:
    """A screen whose device is paired."""
    screen = control.create("Floor")
    now = timezone.now()
    Credential.objects.create(screen=screen, digest="d" * 64, issued_at=now)
    Screen.objects.filter(pk=screen.pk).update(paired_at=now)
    screen.refresh_from_db()
    return screen


@pytest.fixture
def movers(ann: User) -> Programme:
    """A programme of two pages."""
    programme = editing.create("Movers")
    for board in ("gainers", "losers"):
        editing.add_page(programme, {"board": board})
    programme.refresh_from_db()
    return programme
