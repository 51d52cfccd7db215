"""bin/cluster: what it takes to run past one process, started and ended on one machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from tests.support.openpage import OpenPage
from tests.support.puppeteer import Puppeteer
from tests.support.server import PATIENCE, ROOT, Server, environment
from tests.support.stage import SOLICITATION, open_socket, receive_until

CLUSTER = ("bin/cluster",)
PREPARED = (sys.executable, "-m", "deploy.cluster")
"""What bin/cluster turns into, once it has installed and prepared all."""

IBM = "XNYS:IBM"
BOARD = "/ws/ticker/boards/all/?rate=10&q=IBM"


def free_ports() -> int:
    """The first of four free ports in a row; another process, which may run other tests at this
    moment, looks elsewhere first."""
    for number in range(2_500):
        first = 20_000 + (os.getpid() * 100 + number) % 2_500 * 4
        with ExitStack() as taken:
            try:
                for port in range(first, first + 4):
                    taken.enter_context(socket.create_server(("127.0.0.1", port)))
            except OSError:
                continue
            return first
    raise AssertionError("no four free ports in a row")


@pytest.fixture
def puppeteer() -> Iterator[Puppeteer]:
    puppeteer = Puppeteer()
    yield puppeteer
    puppeteer.close()


@pytest.fixture
def cluster(
    var_dir: Path, puppeteer: Puppeteer, request: pytest.FixtureRequest
) -> Iterator[Server]:
    command = getattr(request, "param", PREPARED)
    server = Server(var_dir, puppeteer.feed, free_ports(), command)
    yield server
    if server.process.poll() is None:
        server.end(signal.SIGTERM)


def parts(cluster: Server) -> dict[int, str]:
    """The processes that it has started, with their command lines."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    )
    lines = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
    return {int(pid): args for pid, ppid, args in lines if int(ppid) == cluster.process.pid}


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("cluster", [CLUSTER], indirect=True, ids=["bin/cluster"])
def test_pages_and_sockets_through_the_proxy_are_current_and_all_ends_together(
    cluster: Server, puppeteer: Puppeteer
) -> None:
    puppeteer.say(puppeteer.epoch(), puppeteer.trade(IBM, "182.91"))
    with open_socket(cluster, BOARD) as one, open_socket(cluster, BOARD) as two:
        for each in (one, two):
            receive_until(each, lambda message: "182.91" in message)
        for price in ("183.07", "183.11"):
            puppeteer.say(puppeteer.trade(IBM, price))
            for each in (one, two):
                receive_until(each, lambda message, price=price: price in message)  # type: ignore[misc]
        # `until` answers what is asked for. Of two that are unanswered no third is ever sent.
        assert len({solicited(receive_until(one, asks)[-1]) for _ in range(4)}) == 4
    page = OpenPage(cluster.get("/boards/all/?q=IBM").text)
    assert page.cell(IBM, "last") == "183.11"
    running = parts(cluster)
    assert len(running) == 5, running
    assert cluster.end(signal.SIGINT) == 0, cluster.log
    assert [running[pid] for pid in running if is_alive(pid)] == []
    assert "Traceback" not in cluster.log, cluster.log


def asks(message: str) -> bool:
    return solicited(message) != ""


def solicited(message: str) -> str:
    """The number that an answer would carry; "" where none is asked for."""
    found = SOLICITATION.search(message)
    return found[1] if found else ""


def test_the_proxy_lets_through_what_it_should(cluster: Server) -> None:
    for path in ("/metrics", "/metrics/", "//metrics", "/%6Detrics"):
        assert cluster.get(path).status == 404
        assert "nginx" in cluster.get(path).text, "the web processes are not asked at all"
    assert cluster.get("/healthz").status == 200
    assert status_of_a_great_body(cluster) == b"401", "the web process is asked, while it comes"
    assert cluster.get("/", Host="evil.example").status == 400
    with (
        pytest.raises(InvalidStatus) as refused,
        open_socket(cluster, BOARD, "http://evil.example"),
    ):
        pass
    assert refused.value.response.status_code == 403


def status_of_a_great_body(cluster: Server) -> bytes:
    """What is answered to more than pages may be sent, of which little has come yet."""
    head = b"POST /ingest/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n{" % 2**25
    with socket.create_connection(("localhost", cluster.port), PATIENCE) as connection:
        connection.sendall(head)
        return connection.recv(4096).split()[1]


@pytest.mark.parametrize(
    ("victim", "name"),
    [("redis-server", "Redis"), ("runfeed", "the publisher"), ("nginx", "nginx")],
)
def test_a_part_that_dies_is_said_and_ends_all(cluster: Server, victim: str, name: str) -> None:
    running = parts(cluster)
    (pid,) = (pid for pid, command in running.items() if victim in command)
    os.kill(pid, signal.SIGKILL)
    assert cluster.process.wait(PATIENCE) == 1
    assert f"bin/cluster: {name} has ended, by SIGKILL" in cluster.log
    assert [running[pid] for pid in running if is_alive(pid)] == []


def test_a_page_that_no_web_process_answers_opens_itself_again(cluster: Server) -> None:
    webs = [pid for pid, command in parts(cluster).items() if "uvicorn" in command]
    assert len(webs) == 2, parts(cluster)
    cluster.process.send_signal(signal.SIGSTOP)  # or it would end them all
    for pid in webs:
        os.kill(pid, signal.SIGKILL)
    answer = cluster.get("/kiosk/")
    cluster.process.send_signal(signal.SIGCONT)
    assert answer.status == 502
    assert answer.headers["Refresh"] == "5"
    assert "opens itself again" in answer.text
    assert cluster.process.wait(PATIENCE) == 1


def refused(var_dir: Path, command: Sequence[str] = CLUSTER, **settings: str) -> str:
    """What it says when it does not start."""
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(var_dir, **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    return ended.stderr


@pytest.mark.parametrize("after", range(4))
def test_a_taken_port_is_said_in_one_line(var_dir: Path, after: int) -> None:
    first = free_ports()
    with socket.create_server(("127.0.0.1", first + after)):
        said = refused(var_dir, PREPARED, HOST="127.0.0.1", PORT=str(first))
    (line,) = said.splitlines()
    assert line.startswith(f"bin/cluster: cannot listen on 127.0.0.1 port {first + after}: Address")


def test_a_missing_program_is_said_in_one_line(var_dir: Path, tmp_path: Path) -> None:
    for name in ("sh", "dirname", "mkdir", "rm", "cat", "cksum"):
        (tmp_path / name).symlink_to(Path("/bin") / name)
    said = refused(var_dir, PATH=str(tmp_path), PORT=str(free_ports()))
    (line,) = said.splitlines()
    assert line.startswith("bin/cluster: needs redis-server (Debian, Ubuntu: apt-get install")


def test_a_bad_feed_ends_all(var_dir: Path) -> None:
    said = refused(var_dir, FEED="replay:nowhere.ndjson", PORT=str(free_ports()))
    assert said.splitlines()[-1] == "bin/cluster: the publisher has ended, with code 1"
    assert "nowhere.ndjson" in said
