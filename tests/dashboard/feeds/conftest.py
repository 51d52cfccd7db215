from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from tests.dashboard.watchlists.keeping import signed_in
from ticker.live.mirror import Mirror


@pytest.fixture
def annes(db: None, mirror: Mirror) -> Client:
    """The browser of a member of the staff."""
    cache.clear()
    return signed_in(User.objects.create_user("ann", "ann@desk.example", is_staff=True))


@pytest.fixture
def bobs(db: None, mirror: Mirror) -> Client:
    """The browser of somebody who is signed in, and no member of the staff."""
    return signed_in(User.objects.create_user("bob", "bob@desk.example"))
