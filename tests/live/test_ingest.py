"""POST /ingest/ on a real server: what is posted is shown, counts once, and nobody else may."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ingestsource import IngestSource, chunk, event_line, read_answer
from tests.support.scrape import scrape
from tests.support.server import MANAGE, PATIENCE, ROOT, Server, environment
from tests.support.stage import open_socket, receive_until

BTC, ETH, SOL, DOGE = "KRAKEN:BTC-USD", "KRAKEN:ETH-USD", "KRAKEN:SOL-USD", "KRAKEN:DOGE-USD"
"""They trade round the clock: the hour of a test does not matter."""

MANY = 100_000
GROWTH_LIMIT = 30
"""MiB that a server may grow by while it takes MANY events."""

ADDED = """
from ticker.models import Instrument
found = Instrument.objects.exclude(source="")
answer = [[each.symbol, each.name, each.calendar, each.source] for each in found]
assert all(each.symbol in Instrument.objects.universe() for each in found)
"""
"""What a process reads that begins now."""

REMOVE = """
from ticker.models import Instrument
answer = Instrument.objects.exclude(source="").delete()
"""

HEARTBEAT = b'{"type":"heartbeat","ts_event":1}\n'


@pytest.fixture(scope="module")
def server(var_dir: Path) -> Iterator[Server]:
    server = Server(var_dir, "ingest:", INGEST_BODY_LIMIT="16", INGEST_EVENT_RATE="1000")
    yield server
    server.stop()


@pytest.fixture
def desk(server: Server, request: pytest.FixtureRequest) -> IngestSource:
    """A source of each test's own."""
    return IngestSource(server, request.node.originalname.removeprefix("test_")[:40])


def becomes(server: Server, symbol: str, name: str, value: str) -> None:
    """Waits until a page that is opened then has this: within a beat, as a rule."""
    end = time.monotonic() + PATIENCE
    while (found := shown(server, symbol, name)) != value:
        assert time.monotonic() < end, found
        time.sleep(0.05)


def shown(server: Server, symbol: str, name: str) -> str:
    (row,) = json.loads(server.get(f"/boards/all.json?q={symbol}").text)["rows"]
    return str(row[name])


def dropped(server: Server, reason: str) -> int:
    return int(json.loads(server.get("/healthz").text)["rejected"].get(reason, 0))


def resident(server: Server) -> float:
    """MiB of the server's memory."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def test_what_is_posted_is_shown_and_silence_is_said(server: Server, desk: IngestSource) -> None:
    before = scrape(server)
    with open_socket(server, f"/ws/ticker/boards/all/?rate=10&q={BTC}") as socket:
        posted = desk.post(
            desk.trade(BTC, "61001.5"),
            b"\n",
            b"nonsense\n",
            desk.trade("NONE", "1"),
            desk.trade(BTC, "61002.5", source="somebody else"),
        )
        receive_until(socket, lambda message: "61,002.5" in message and 'data-symbol="' in message)
        receive_until(socket, lambda message: 'data-word="STALE' in message)
        desk.post(HEARTBEAT)
        receive_until(socket, lambda message: 'data-word="LIVE"' in message)
    assert (posted.status, posted.data["accepted"]) == (202, 2)
    assert posted.data["rejected"] == {"malformed": 1, "unknown_symbol": 1}
    assert [each["line"] for each in posted.data["bad_lines"]] == [3, 4]
    after = scrape(server)
    for name, count in (("accepted", 3), ("malformed", 1), ("unknown_symbol", 1)):
        lines = [each.value("ingest_lines_total", verdict=name) for each in (before, after)]
        assert lines[1] - lines[0] == count, name
    posts = [each.value("ingest_posts_total", status="202") for each in (before, after)]
    assert posts[1] - posts[0] == 2
    becomes(server, BTC, "volume", "200")


def test_a_scope_holds(server: Server) -> None:
    desk = IngestSource(server, "scoped", ETH)
    posted = desk.post(desk.trade(ETH, "3000"), desk.trade(SOL, "100"), HEARTBEAT)
    assert (posted.data["accepted"], posted.data["rejected"]) == (2, {"out_of_scope": 1})


def test_an_instrument_on_first_sight_is_known_at_the_next_start(server: Server) -> None:
    new = {"type": "reference", "symbol": "XLON:VOD", "name": "Vodafone", "ts_event": 1}
    for desk, reason in (
        (IngestSource(server, "keeps"), "unknown_symbol"),
        (IngestSource(server, "adds", may_add=True), "added_at_next_start"),
    ):
        posted = desk.post(new, desk.trade("XLON:VOD", "1"), desk.trade(ETH, "3000"))
        assert (posted.status, posted.data["accepted"]) == (202, 1)
        assert [each["reason"] for each in posted.data["bad_lines"]] == [reason, "unknown_symbol"]
    try:
        (found,) = server.run(ADDED)
    finally:
        server.run(REMOVE)
    assert found == ["XLON:VOD", "Vodafone", "24/7", "adds"]


def test_who_may_not_or_sends_something_else_is_told_so(server: Server, desk: IngestSource) -> None:
    def status(*events: bytes, **headers: str) -> int:
        posted = desk.post(*events, **headers)
        assert posted.data["error"], posted
        assert posted.data["accepted"] == 0
        return posted.status

    good = event_line(desk.trade(ETH, "1"))
    type_is, packed_by, by = "Content-Type", "Content-Encoding", "Authorization"
    wrong = {by: f"Bearer {desk.token[:-1]}"}
    assert [status(good, **headers) for headers in ({by: ""}, {by: "Basic x"}, wrong)] == [401] * 3
    assert desk.post(good, **wrong) == desk.post(good, **{by: ""}), "no hint which it is"
    assert status(good, **{by: "", "Cookie": f"token={desk.token}"}) == 401
    assert status(good, **{type_is: ""}) == status(good, **{type_is: "application/json"}) == 415
    assert status(good, **{packed_by: "gzip"}) == 415
    assert status(b"\x1f\x8b\x08\x00\x00" + os.urandom(1000)) == 400
    assert status(b"\xff\xfe" + good.decode().encode("utf-16le")) == 400
    got = server.get("/ingest/", **{by: f"Bearer {desk.token}"})
    assert (got.status, got.headers["Allow"]) == (405, "POST")
    desk.revoke()
    assert status(good) == 401
    assert desk.token not in server.log


def test_too_much_is_refused_with_what_was_taken(server: Server, desk: IngestSource) -> None:
    with desk.request() as connection:
        connection.putheader("Content-Length", str(17 * 2**20))
        connection.endheaders(event_line(desk.trade(ETH, "1")))
        assert (read_answer(connection).status, desk.post().status) == (413, 202)
    with desk.request() as connection:
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders(chunk(event_line(desk.trade(ETH, "3001"))))
        try:
            for _ in range(17):
                connection.send(chunk(b" " * 2**20))
        except OSError:
            pass  # it listens no more
        posted = read_answer(connection)
    assert (posted.status, posted.data["accepted"]) == (413, 1)
    becomes(server, ETH, "last", "3001.00")


def test_very_many_events_are_taken_while_they_come_and_in_flat_memory(
    server: Server, desk: IngestSource
) -> None:
    before = resident(server)
    trades = [event_line(desk.trade(SOL, f"{100 + i % 50}.25", "1")) for i in range(MANY)]
    assert sum(map(len, trades)) > 12 * 2**20
    with (
        open_socket(server, f"/ws/ticker/boards/all/?rate=10&q={SOL}") as socket,
        desk.request() as connection,
    ):
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders(chunk(event_line(desk.trade(SOL, "77.5", "1"))))
        receive_until(socket, lambda message: "77.5" in message and 'data-symbol="' in message)
        began, grown = time.monotonic(), 0.0
        for start in range(0, MANY, 5_000):
            connection.send(chunk(b"".join(trades[start : start + 5_000])))
            grown = max(grown, resident(server) - before)
        connection.send(b"0\r\n\r\n")
        posted = read_answer(connection)
        took = time.monotonic() - began
    assert (posted.status, posted.data["accepted"]) == (202, MANY + 1)
    becomes(server, SOL, "volume", str(MANY + 1))
    assert max(grown, resident(server) - before) < GROWTH_LIMIT, f"{MANY / took:.0f} events/s"
    # They are paid for at a thousand a second: no machine is so slow that it has been by now.
    turned_away = desk.post(HEARTBEAT)
    assert turned_away.status == 429, f"{MANY / took:.0f} events/s"
    assert turned_away.retry_after >= 1


def test_a_source_that_says_it_all_again_after_a_restart_counts_once(
    var_dir: Path, tmp_path: Path
) -> None:
    """Killed at once, without a second to write anything down: then what was lost is taken again,
    and what was kept is not."""
    server = Server(var_dir, "ingest:")
    desk = IngestSource(server, "again")
    file = tmp_path / "events.ndjson"
    trades = [desk.trade(DOGE, f"0.{10 + i}", "10") for i in range(40)]
    assert desk.post(*trades[5:30], *trades[:5]).data["accepted"] == 30
    with open_socket(server, f"/ws/ticker/boards/all/?rate=10&q={DOGE}") as socket:
        receive_until(socket, lambda message: ">300<" in message)
    assert desk.post(*trades[30:]).status == 202
    server.kill()
    server = Server(var_dir, "ingest:", server.port)
    file.write_bytes(b"".join(map(event_line, trades)) + b"nonsense\n")
    env = environment(var_dir, INGEST_TOKEN=desk.token)
    command = [*MANAGE, "ingest", str(file), "--url", server.origin]
    ended = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[0].startswith("line 41: malformed")
    assert "40 events accepted, 1 lines rejected" in ended.stderr
    becomes(server, DOGE, "volume", "400")
    before = dropped(server, "duplicate_seq")
    assert desk.post(*trades).data["accepted"] == 40
    desk.post(desk.trade(DOGE, "0.5", "1"))
    becomes(server, DOGE, "volume", "401")
    assert dropped(server, "duplicate_seq") == before + 40
    server.stop()
