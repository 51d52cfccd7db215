from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from dashboard.watchlists import lists
from dashboard.watchlists.models import Watchlist
from tests.dashboard.watchlists.keeping import LINES, signed_in
from ticker.live.mirror import Mirror


@pytest.fixture
def ann(db: None, mirror: Mirror) -> User:
    return User.objects.create_user("ann", "ann@desk.example")


@pytest.fixture
def bob(db: None, mirror: Mirror) -> User:
    return User.objects.create_user("bob", "bob@desk.example")


@pytest.fixture
def tech(ann: User) -> Watchlist:
    """Ann's first list: two sections and three symbols."""
    return lists.create(ann, "Tech", LINES)


@pytest.fixture
def annes(ann: User) -> Client:
    """Her browser."""
    return signed_in(ann)


@pytest.fixture
def bobs(bob: User) -> Client:
    return signed_in(bob)
