"""What the staff see of screens while the database says nothing of them."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboard.accounts.visitor import Visitor
from dashboard.screens import consumers
from dashboard.screens.consumers import StaffConsumer
from ticker.live.close_codes import Refused
from ticker.live.subscription import Subscription

UNREAD = "cannot be read now"
CONNECTION: Any = Mock()

# Its thread may have a connection of a test before, which is looked at whether or not it is used.
pytestmark = pytest.mark.django_db


class Following(StaffConsumer):
    """Draws the word that the test puts there, or raises it."""

    id = "followed"
    word: str | Exception = "PAINTING"
    goes_on = threading.Event()

    def render(self, scope: dict[str, Any]) -> SafeString:
        self.goes_on.wait(60)
        if isinstance(self.word, Exception):
            raise self.word
        return format_html('<p id="followed">{}</p>', self.word)


@pytest.fixture
async def following(monkeypatch: pytest.MonkeyPatch) -> Following:
    visitor = Visitor(user=User(is_staff=True), session="a key")
    monkeypatch.setattr(Visitor, "from_scope", AsyncMock(return_value=visitor))
    monkeypatch.setattr(consumers, "session_users", lambda keys: dict.fromkeys(keys, visitor.user))
    consumer = Following()
    consumer.goes_on.set()
    assert "PAINTING" in said(await consumer.subscribe({}))
    return consumer


def said(watched: Subscription) -> str:
    assert watched.content is not None
    return watched.content()


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
async def test_while_the_database_fails_no_state_is_shown(
    error: Exception, following: Following, caplog: pytest.LogCaptureFixture
) -> None:
    following.word = error
    unread = await following.current_subscription(CONNECTION)
    assert UNREAD in said(unread)
    assert 'id="followed"' in said(unread)
    assert await following.current_subscription(CONNECTION) is unread
    following.word = "PAINTING"
    assert "PAINTING" in said(await following.current_subscription(CONNECTION))
    assert "PAINTING" in said(await following.current_subscription(CONNECTION))
    assert [each.getMessage() for each in caplog.records] == [
        f"it cannot be read what screens do: {error}",
        "it can be read again what screens do",
    ]
    assert "Traceback" not in caplog.text


async def test_a_database_that_hangs_is_not_waited_for(
    following: Following, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(consumers, "MAX_AGE", timedelta(milliseconds=50))
    following.goes_on.clear()
    try:
        assert UNREAD in said(await following.current_subscription(CONNECTION))
        assert UNREAD in said(await following.current_subscription(CONNECTION))
    finally:
        following.goes_on.set()
    assert caplog.messages == ["it cannot be read what screens do: no answer within 0.05 s"]


async def test_what_is_wrong_otherwise_is_no_outage(following: Following) -> None:
    for error in (consumers.not_found_refusal(), ValueError("a fault of ours")):
        following.word = error
        with pytest.raises((Refused, ValueError)):
            await following.current_subscription(CONNECTION)
