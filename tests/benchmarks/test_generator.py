"""The load generator against a server that compresses and asks for an acknowledgement."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from queue import Queue

import pytest
from websockets.sync.server import ServerConnection, serve

from benchmarks.generator import LoadGenerator
from benchmarks.wire import ShownRow

ROWS = "".join(f'<tr data-symbol="XNAS:S{number}" data-ts="7" class=""></tr>' for number in (1, 2))
ACK = """<div id="ack" hx-ws:send hx-vals='{"seq":3}'></div>"""
Heard = Queue[tuple[dict[str, str], str]]


@pytest.fixture
def asking() -> Iterator[tuple[str, Heard]]:
    """Its address, and what its viewers' handshakes and answers were."""
    heard: Heard = Queue()

    def handle(viewer: ServerConnection) -> None:
        viewer.send(ROWS + ACK)
        assert viewer.request is not None
        heard.put((dict(viewer.request.headers), str(viewer.recv(timeout=20))))

    with serve(handle, "127.0.0.1", 0, compression="deflate") as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/", heard
        server.shutdown()
        thread.join()


def test_it_inflates_reads_rows_and_answers_as_a_page_does(asking: tuple[str, Heard]) -> None:
    address, heard = asking
    origin = address.replace("ws", "http").rstrip("/")
    with LoadGenerator() as generator:
        generator.start_recording()
        counters = generator.connect(1, address, origin)
        headers, said = heard.get(timeout=20)
        logged = generator.stop_recording()
    assert counters.refused == 0
    assert headers["origin"] == origin
    assert headers["sec-websocket-extensions"] == "permessage-deflate; client_max_window_bits"
    assert json.loads(said)["seq"] == 3
    assert sorted(row.symbol for row in logged.shown_rows) == ["XNAS:S1", "XNAS:S2"]
    assert (logged.changes, logged.blank_pages) == ([], 0)
    assert ShownRow("XNAS:S1", 7) in logged.shown_rows


def test_a_server_that_is_not_there_refuses_every_viewer() -> None:
    with LoadGenerator() as generator:
        counters = generator.connect(3, "ws://127.0.0.1:1/", "http://127.0.0.1:1")
    assert (counters.connected, counters.refused) == (0, 3)
