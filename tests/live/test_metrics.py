"""/metrics: each number moves with what it counts, on a server that real sockets use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.support.scrape import PREFIX, Scrape, scrape, scrape_until
from tests.support.server import ROOT, Server, start_refused
from tests.support.stage import SOLICITATION, Stage, open_socket, receive, receive_until
from ticker.live import close_codes
from ticker.web.consumers import MESSAGES_PER_SECOND

BOARD = "/ws/ticker/boards/all/?rate=10"
COUNTERS = {
    "acknowledgements",
    "events_applied",
    "feed_failures",
    "feed_gaps",
    "feed_switches",
    "ingest_lines",
    "ingest_posts",
    "events_rejected",
    "frames_dropped",
    "frames_received",
    "messages_received",
    "messages_sent",
    "refused",
    "rows_rendered",
    "sent_bytes",
    "sockets_closed",
    "solicitations",
}
GAUGES = {
    "connections",
    "connections_parked",
    "feed_age_seconds",
    "feed_state",
    "group_memberships",
    "tasks",
}
HISTOGRAMS = {
    "frame_age_seconds",
    "loop_lag_seconds",
    "round_trip_seconds",
    "staleness_seconds",
}
LIBRARY = {
    "process_resident_memory_bytes",
    "process_open_fds",
    "process_cpu_seconds",
    "python_gc_collections",
    "python_info",
}


def test_it_is_prometheus_text_and_complete(stage: Stage) -> None:
    answer = stage.server.get("/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = scrape(stage.server).families
    ours = {name.removeprefix("stock_ticker_"): each for name, each in found.items()}
    kinds = {"counter": COUNTERS, "gauge": GAUGES, "histogram": HISTOGRAMS}
    for kind, names in kinds.items():
        assert {name for name, each in ours.items() if each.type == kind} - LIBRARY >= names
    assert {name for name in ours if name not in found} == COUNTERS | GAUGES | HISTOGRAMS
    assert set(found) >= LIBRARY


def test_the_manual_has_every_number(stage: Stage) -> None:
    manual = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"`(\w+)(?:{[\w,]+})?`[,| ]", manual))
    found = scrape(stage.server).families.values()
    ours = [each for each in found if each.name.startswith(PREFIX)]
    names = {f"{each.name}_total" if each.type == "counter" else each.name for each in ours}
    assert names
    assert {name.removeprefix(PREFIX) for name in names} - explained == set()


PAGES = {"board": BOARD, "desk": "/ws/ticker/desk/", "search": "/ws/ticker/search/?q=bank"}


@pytest.mark.parametrize("page", PAGES)
def test_sockets_are_counted_by_page_and_forgotten_when_they_go(stage: Stage, page: str) -> None:
    def gone(now: Scrape) -> bool:
        return not any(now.value("connections", page=each) for each in PAGES)

    labels = {"by": "page", "code": "1000"}
    before = scrape_until(stage.server, gone)
    with stage.open(PAGES[page]) as socket:
        receive(socket)
        assert scrape(stage.server).value("connections", page=page) == 1
    after = scrape_until(stage.server, gone)
    closed = "sockets_closed_total"
    assert after.value(closed, **labels) == before.value(closed, **labels) + 1


def test_what_is_sent_and_acknowledged_is_counted(stage: Stage) -> None:
    before = scrape(stage.server)
    with stage.open(BOARD) as socket:
        got = receive_until(socket, lambda message: SOLICITATION.search(message) is not None)
        after = scrape_until(
            stage.server,
            lambda now: (
                now.value("acknowledgements_total") > before.value("acknowledgements_total")
            ),
        )
    for name in ("solicitations_total", "messages_received_total", "round_trip_seconds_count"):
        assert after.value(name) > before.value(name)
    assert after.value("messages_sent_total") >= before.value("messages_sent_total") + len(got)
    size = sum(len(message) for message in got)
    assert after.value("sent_bytes_total") >= before.value("sent_bytes_total") + size


def test_a_change_is_counted_on_its_whole_way(stage: Stage) -> None:
    symbol = stage.symbols[0]
    with stage.open(BOARD) as socket:
        receive(socket)
        before = scrape(stage.server)
        trades = [stage.puppeteer.trade(symbol, f"{price}") for price in (101, 102)]
        stage.puppeteer.say(*trades, b"nonsense\n")
        receive_until(
            socket, lambda message: f'data-symbol="{symbol}"' in message and "102.00" in message
        )
        after = scrape_until(
            stage.server,
            lambda now: (
                now.value("events_rejected_total", reason="malformed")
                > before.value("events_rejected_total", reason="malformed")
            ),
        )
    assert after.value("events_applied_total") >= before.value("events_applied_total") + 2
    for name in (
        "frames_received_total",
        "frame_age_seconds_count",
        "rows_rendered_total",
        "staleness_seconds_count",
    ):
        assert after.value(name) > before.value(name)


def test_a_flood_is_counted_as_refused_and_closed(stage: Stage) -> None:
    before = scrape(stage.server)
    with stage.open(BOARD) as socket, suppress(ConnectionClosed):
        for _ in range(3 * MESSAGES_PER_SECOND):
            socket.send("{}")
        while True:
            receive(socket)
    after = scrape(stage.server)
    closed = {"by": "server", "code": str(close_codes.TOO_MANY)}
    for name, labels in (
        ("sockets_closed_total", closed),
        ("refused_total", {"reason": "too_many"}),
    ):
        assert after.value(name, **labels) == before.value(name, **labels) + 1


def test_a_foreign_page_is_counted_as_refused(stage: Stage) -> None:
    before = scrape(stage.server).value("refused_total", reason="origin")
    with pytest.raises(InvalidStatus):
        open_socket(stage.server, BOARD, "http://elsewhere.example")
    assert scrape(stage.server).value("refused_total", reason="origin") == before + 1


def test_the_feeds_word_and_age_follow_the_feed(stage: Stage) -> None:
    stage.say(stage.puppeteer.trade(stage.symbols[0], "101"))
    speaking = scrape(stage.server)
    assert speaking.value("feed_state", word="LIVE") == 1
    stage.puppeteer.mute()
    silent = scrape_until(stage.server, lambda now: now.value("feed_state", word="STALE") == 1)
    assert silent.value("feed_state", word="LIVE") == 0
    assert silent.value("feed_age_seconds") > speaking.value("feed_age_seconds")


def test_the_process_watches_itself(stage: Stage) -> None:
    before = scrape(stage.server)
    assert before.value("group_memberships") == 2
    assert before.value("tasks") >= 3
    count = "loop_lag_seconds_count"
    scrape_until(stage.server, lambda now: now.value(count) > before.value(count))


TOKEN = "k3y/+_~.-=="


@pytest.fixture(scope="module")
def closed(var_dir: Path) -> Iterator[Server]:
    """A server whose metrics are not for everybody."""
    server = Server(var_dir, "simulated://?instruments=5", METRICS_TOKEN=TOKEN)
    yield server
    server.stop()


@pytest.mark.parametrize("given", [None, "", TOKEN, "Bearer", f"Basic {TOKEN}", f"Bearer {TOKEN}x"])
def test_with_a_token_nobody_else_may_read(closed: Server, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given}
    answer = closed.get("/metrics", **headers)
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text.count("\n") == 1
    assert "Authorization: Bearer" in answer.text
    assert "stock_ticker_" not in answer.text


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_with_the_token_one_may(closed: Server, scheme: str) -> None:
    answer = closed.get("/metrics", Authorization=f"{scheme} {TOKEN}")
    assert (answer.status, "stock_ticker_tasks" in answer.text) == (200, True)


def test_the_token_is_for_the_metrics_alone(closed: Server) -> None:
    assert closed.get("/healthz").status == 200
    assert closed.get("/readyz").status in {200, 503}


def test_a_token_that_fits_no_header_stops_the_start(var_dir: Path) -> None:
    code, said = start_refused(var_dir, METRICS_TOKEN="two words")
    assert code != 0
    assert "METRICS_TOKEN is not a token" in said
    assert "Traceback" not in said
    assert "two words" not in said
