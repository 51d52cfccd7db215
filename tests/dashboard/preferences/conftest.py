from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.dashboard.preferences.choosing import CHOSEN, choose
from tests.dashboard.watchlists.keeping import signed_in
from ticker.live.mirror import Mirror


@pytest.fixture
def ann(db: None, mirror: Mirror) -> User:
    return User.objects.create_user("ann", "ann@desk.example")


@pytest.fixture
def annes(ann: User) -> Client:
    return signed_in(ann)


@pytest.fixture
def decided(annes: Client) -> Client:
    """Ann's browser, once she prefers something of everything."""
    assert choose(annes, **CHOSEN).status_code == 302
    return annes
