"""A request in which something happens while it comes; spoken to as a server speaks ASGI."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import DatabaseError

from ticker.feeds.ingest import LocalIngestFeed as Feed
from ticker.ingest import allowance, application, body, token
from ticker.ingest.application import MIB, IngestApplication, Limits
from ticker.ingest.sink import IngestSink
from ticker.ingest.source import Source
from ticker.live.hub import Hub
from ticker.market.events import AnyEvent
from ticker.models import Instrument
from ticker.store.database import run_in_db_thread
from ticker.web.process import process

pytestmark = pytest.mark.django_db(transaction=True)

LINE = b'{"type":"trade","symbol":"IBM","ts_event":%d,"price":"182","size":"1"}\n' % time.time_ns()


class Request:
    """One that is open; ``say`` sends some of its body."""

    def __init__(self, ingest: IngestApplication, shown: str) -> None:
        headers = [
            (b"authorization", b"Bearer " + shown.encode()),
            (b"content-type", b"application/x-ndjson; charset=utf-8"),
        ]
        scope = {"type": "http", "method": "POST", "path": "/ingest/", "headers": headers}
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._sent: list[dict[str, Any]] = []
        self._running = asyncio.ensure_future(ingest(scope, self._messages.get, self._send))

    async def _send(self, message: dict[str, Any]) -> None:
        self._sent.append(message)

    def say(self, chunk: bytes, more: bool = True) -> None:
        self._messages.put_nowait({"type": "http.request", "body": chunk, "more_body": more})

    def leave(self) -> None:
        self._messages.put_nowait({"type": "http.disconnect"})

    async def answer(self) -> tuple[int, dict[str, Any]]:
        """0 if there is none."""
        await asyncio.wait_for(self._running, 20)
        if not self._sent:
            return 0, {}
        start, content = self._sent
        return start["status"], json.loads(content["body"])


class Publisher:
    """Applies what the feed says."""

    def __init__(self, feed: Feed) -> None:
        self.applied: list[AnyEvent | bytes] = []
        self._feed = feed
        self._came = asyncio.Condition()

    async def run(self) -> None:
        async for batch in self._feed.batches():
            self.applied += batch
            async with self._came:
                self._came.notify_all()

    async def until(self, count: int) -> None:
        async with self._came, asyncio.timeout(20):
            await self._came.wait_for(lambda: len(self.applied) >= count)


@pytest.fixture
async def publisher(live_hub: Hub, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Publisher]:
    feed = Feed()
    monkeypatch.setattr(process, "feeds", [feed])
    publisher = Publisher(feed)
    running = asyncio.ensure_future(publisher.run())
    yield publisher
    running.cancel()
    await asyncio.wait([running])


@pytest.fixture
def ingest() -> IngestApplication:
    return IngestApplication(
        IngestSink("", 0), Limits(body=MIB, requests=50, events=50), fallback=None
    )


@pytest.fixture
async def shown() -> str:
    return await run_in_db_thread(token.create, Source("desk"))


async def test_what_has_come_is_applied_before_the_rest_comes(
    publisher: Publisher, ingest: IngestApplication, shown: str
) -> None:
    request = Request(ingest, shown)
    request.say(LINE + LINE[:20])
    await publisher.until(1)
    request.say(LINE[20:] + LINE.rstrip(), more=False)
    assert await request.answer() == (
        202,
        {"lines": 3, "accepted": 3, "rejected": {}, "bad_lines": []},
    )
    assert len(publisher.applied) == 3


async def test_a_token_that_is_revoked_ends_a_request_that_goes_on(
    publisher: Publisher, ingest: IngestApplication, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "TOKEN_CHECK_SPACING", 0.0)
    request = Request(ingest, shown)
    request.say(LINE)
    await publisher.until(1)
    await run_in_db_thread(token.revoke, "desk")
    request.say(LINE, more=False)
    status, said = await request.answer()
    assert (status, said["accepted"], len(publisher.applied)) == (401, 1, 1)


async def test_who_says_nothing_more_is_told_so(
    publisher: Publisher, ingest: IngestApplication, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "DRAIN_SECONDS", 0.01)
    request = Request(ingest, shown)
    request.say(LINE)
    await publisher.until(1)
    monkeypatch.setattr(body, "SILENCE", 0.01)
    request.say(LINE)
    status, said = await request.answer()
    assert (status, said["accepted"]) == (408, 2)


async def test_who_leaves_gets_no_answer_and_what_was_said_stays(
    publisher: Publisher, ingest: IngestApplication, shown: str
) -> None:
    request = Request(ingest, shown)
    request.say(LINE)
    request.leave()
    gone = process.hub.metrics.posts["gone"]
    assert await request.answer() == (0, {})
    assert process.hub.metrics.posts["gone"] == gone + 1
    assert len(publisher.applied) == 1


async def test_too_much_is_refused_where_it_is_too_much(
    publisher: Publisher, ingest: IngestApplication, shown: str
) -> None:
    request = Request(ingest, shown)
    request.say(LINE)
    request.say(b"\n" * MIB)
    request.say(b"", more=False)
    status, said = await request.answer()
    assert (status, said["accepted"], said["lines"]) == (413, 1, 1)
    assert said["error"] == "more than 1 MiB: send the lines that follow in another"


async def test_so_many_are_open_at_once(
    publisher: Publisher, ingest: IngestApplication, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowance, "MOST_OPEN", 1)
    first = Request(ingest, shown)
    first.say(LINE)
    await publisher.until(1)
    second = Request(ingest, shown)
    second.say(LINE, more=False)
    assert (await second.answer())[0] == 429
    first.say(b"", more=False)
    assert (await first.answer())[0] == 202


async def test_a_publisher_that_takes_nothing_is_waited_for_a_while(
    live_hub: Hub, ingest: IngestApplication, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "feeds", [Feed()])
    monkeypatch.setattr("ticker.feeds.ingest.PATIENCE", 0.01)
    request = Request(ingest, shown)
    request.say(LINE, more=False)
    status, said = await request.answer()
    assert (status, said["lines"]) == (503, 0)


async def test_what_was_not_waited_for_is_not_applied_later(live_hub: Hub) -> None:
    feed = Feed()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ticker.feeds.ingest.PATIENCE", 0.01)
        with pytest.raises(TimeoutError):
            await feed.submit([b"late"])
    publisher = Publisher(feed)
    running = asyncio.ensure_future(publisher.run())
    await feed.submit([b"in time"])
    assert publisher.applied == [b"in time"]
    running.cancel()


async def test_a_database_that_is_away_is_no_wrong_token(
    publisher: Publisher, ingest: IngestApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: str) -> None:
        raise DatabaseError("it is away")

    monkeypatch.setattr(token, "find_source", away)
    request = Request(ingest, "token")
    request.say(LINE, more=False)
    assert (await request.answer())[0] == 503


async def test_instruments_that_cannot_be_added_now_are_sent_again(
    publisher: Publisher, ingest: IngestApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = await run_in_db_thread(token.create, Source("adder", may_add=True))
    new = b'{"type":"reference","symbol":"XLON:VOD","ts_event":1}\n'
    answers = []
    for add in (Mock(side_effect=DatabaseError("it is away")), Mock(return_value=set())):
        monkeypatch.setattr(Instrument.objects, "add", add)
        request = Request(ingest, shown)
        request.say(LINE + new, more=False)
        answers.append(await request.answer())
    (away, said), (taken, counted) = answers
    assert (away, said["lines"], said["error"]) == (503, 0, "instruments cannot be added now")
    assert (taken, counted["accepted"], counted["rejected"]) == (202, 1, {"added_at_next_start": 1})
    assert len(publisher.applied) == 1
