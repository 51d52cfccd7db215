from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.dashboard.accounts.entering import ANN, newest_code


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def quick_hashes(settings: Settings) -> None:
    """Passwords are hashed slowly on purpose: that they are is for Django's tests to show."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ann() -> Client:
    """She has signed up, has proved her address, and is signed in."""
    client = Client()
    client.post(reverse("account_signup"), ANN)
    client.post(reverse("account_email_verification_sent"), {"code": newest_code()})
    assert "_auth_user_id" in client.session
    return client
