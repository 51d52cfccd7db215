"""Readiness: what keeps a process from serving a page that is current."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from unittest.mock import Mock

import pytest
from channels.layers import InMemoryChannelLayer
from django.db import DatabaseError, InterfaceError
from django.db.models import QuerySet

from tests.support.clock import Clock
from tests.support.examples import frame
from tests.support.server import PATIENCE
from ticker.live.hub import Hub
from ticker.market.frames import FeedState
from ticker.market.freshness import SILENCE_LIMIT, Freshness
from ticker.web import readiness
from ticker.web.process import process
from ticker.web.readiness import DatabaseProbe, failed_checks


@pytest.fixture
async def started(live_hub: Hub, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hub]:
    """The hub of live tasks that run, over a channel layer on which nothing comes."""
    layer = InMemoryChannelLayer()
    monkeypatch.setattr("ticker.web.process.get_channel_layer", lambda: layer)
    process.start([])
    yield live_hub
    await process.stop()


@pytest.mark.django_db
async def test_a_process_without_frames_is_not_ready_and_with_the_first_it_is(
    started: Hub,
) -> None:
    assert await failed_checks() == {"frames": "no frame has come yet"}
    started.mirror.receive(frame(1, ts=time.time_ns()))
    assert await failed_checks() == {}


@pytest.mark.django_db
async def test_silence_is_not_ready_but_a_feed_that_has_ended_is(
    started: Hub, clock: Clock
) -> None:
    started.mirror.receive(frame(1, feed=FeedState(word=Freshness("ENDED"))))
    clock.advance(SILENCE_LIMIT - 0.1)
    assert await failed_checks() == {}
    clock.advance(0.1)
    assert await failed_checks() == {"frames": "no frame for 3s"}


@pytest.mark.django_db
async def test_a_process_that_shuts_down_is_not_ready(started: Hub) -> None:
    started.mirror.receive(frame(1, ts=time.time_ns()))
    await process.stop()
    assert await failed_checks() == {"tasks": "this process is shutting down"}


@pytest.mark.parametrize("error", [DatabaseError, InterfaceError])
async def test_a_database_that_fails_is_said_and_the_log_has_the_reason(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: type[Exception]
) -> None:
    monkeypatch.setattr(QuerySet, "exists", Mock(side_effect=error("user x at host y")))
    assert await DatabaseProbe().problem() == "the database does not answer; the log says why"
    assert caplog.messages == ["the database does not answer: user x at host y"]


async def test_a_database_that_hangs_holds_one_thread_however_many_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = threading.Event()
    asked = Mock(side_effect=lambda: answers.wait(PATIENCE))
    monkeypatch.setattr(QuerySet, "exists", asked)
    monkeypatch.setattr(readiness, "DATABASE_LIMIT", 0.05)
    database = DatabaseProbe()
    late = "the database has not answered within 0.05 s"
    assert await asyncio.gather(*(database.problem() for _ in range(20))) == [late] * 20
    assert asked.call_count == 1
    answers.set()
    monkeypatch.setattr(readiness, "DATABASE_LIMIT", 20)
    assert await database.problem() == ""
    assert await database.problem() == ""
    assert asked.call_count >= 2, "an answer is not kept"
