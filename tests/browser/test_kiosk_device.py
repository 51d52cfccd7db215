"""The device's own files: it waits for the server, shows its wall, and starts again by itself when
the page crashes, as the same screen; one that stands still is seen to do so."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest
from django.http import HttpResponse, JsonResponse

from dashboard.kiosk import cookie
from tests.support.person import Person, people
from tests.support.server import PATIENCE, ROOT, Server, free_port
from tests.support.stage import receive_until

FILES = ROOT / "deploy" / "kiosk"
ARGS = "--headless=new --no-sandbox --disable-gpu"
CODE = """
import time
from dashboard.models import Pairing
while not (found := Pairing.objects.first()):
    time.sleep(0.1)  # a device shows itself by no event
answer = found.code
"""
LOCKS = ("SingletonLock", "SingletonSocket", "SingletonCookie")
STALE = "another-host-4711"
PAGES = re.compile(r"--type=renderer(?!.*--top-chrome-webui)")


@contextmanager
def device(port: int, profile: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """``deploy/kiosk/kiosk`` as systemd starts it: in a group of its own, all of which ends."""
    env = {
        **os.environ,
        "KIOSK_URL": f"http://localhost:{port}/kiosk/",
        "KIOSK_PROFILE": str(profile),
        "KIOSK_BROWSER": os.environ.get("CHROMIUM", "chromium"),
        "KIOSK_ARGS": ARGS,
        **more,
    }
    process = subprocess.Popen(
        [FILES / "kiosk"],
        env=env,
        stderr=subprocess.DEVNULL,  # of what Chromium misses on a machine without a screen
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(PATIENCE)


def pages(group: int) -> list[int]:
    """The processes that draw pages."""
    found = subprocess.run(
        ["pgrep", "-g", str(group), "-f", "-a", "--", "--type=renderer"],
        capture_output=True,
        text=True,
        check=False,
    )
    return [int(line.split()[0]) for line in found.stdout.splitlines() if PAGES.search(line)]


def lock_as_another_host(profile: Path) -> None:
    """What a browser left when it was killed, before the device got another name."""
    for name in LOCKS:
        (profile / name).unlink(missing_ok=True)
        (profile / name).symlink_to(STALE)


def is_locked_by_another_host(profile: Path) -> bool:
    """By which no browser with a window would start: one without does not ask."""
    links = [link for name in LOCKS if (link := profile / name).is_symlink()]
    return any(str(link.readlink()) == STALE for link in links)


def is_kept(profile: Path) -> bool:
    """Whether the browser has written down what proves which screen this is: Chromium does so half
    a minute after it was told."""
    for kept in profile.glob("*/Cookies"):
        with closing(sqlite3.connect(f"file:{kept}?mode=ro", uri=True)) as cookies:
            names = {name for (name,) in cookies.execute("SELECT name FROM cookies")}
        if {cookie.PAGE_COOKIE, cookie.SOCKET_COOKIE} <= names:
            return True
    return False


def is_seen(staff: Person, screen: str, state: str, beats: int = int(PATIENCE)) -> None:
    """Until whoever looks after the screens sees it so, within so many heartbeats."""
    with staff.open(f"/ws/ticker{screen}") as socket:
        messages = receive_until(socket, lambda said: f'data-state="{state}"' in said)
    assert sum('id="pulse"' in each for each in messages) <= beats


def test_a_device_needs_no_hand(own_dir: Path, tmp_path: Path) -> None:
    port, profile = free_port(), tmp_path / "profile"
    with device(port, profile) as waiting:
        server = Server(own_dir, "simulated://?seed=7&instruments=30&rate=50", port)
        try:
            (staff,) = people(server, "porter", is_staff=True)
            code = server.run(CODE)
            answer = staff.post("/screens/pair/", code=code, name="Porter’s")
            screen = answer.headers["Location"]
            is_seen(staff, screen, "PAINTING")
            for pid in pages(waiting.pid):
                os.kill(pid, signal.SIGSTOP)
            is_seen(staff, screen, "NOT PAINTING", beats=9)
            for pid in pages(waiting.pid):
                os.kill(pid, signal.SIGCONT)
            is_seen(staff, screen, "PAINTING")
            for _ in range(int(PATIENCE)):
                if is_kept(profile):
                    break
                time.sleep(1)  # Chromium tells nobody
            assert is_kept(profile)
            for pid in pages(waiting.pid):
                os.kill(pid, signal.SIGKILL)
            assert waiting.wait(PATIENCE) == 1
            assert not pages(waiting.pid)
            is_seen(staff, screen, "OFFLINE")
            lock_as_another_host(profile)
            with device(port, profile):
                is_seen(staff, screen, "PAINTING")
                assert not is_locked_by_another_host(profile)
            staff.post(f"{screen}delete/")
        finally:
            server.stop()


def run_alone(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """To its end, which comes by itself; in a group of its own."""
    return subprocess.run(
        ["/bin/sh", FILES / "kiosk"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        start_new_session=True,
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"KIOSK_URL": "localhost:8000"}, "does not end with /kiosk/"),
        ({"KIOSK_URL": ""}, "KIOSK_URL: such as"),
        ({"KIOSK_BROWSER": "no-such"}, "KIOSK_BROWSER=no-such is no program"),
        ({"PATH": "/nowhere"}, "there is no chromium"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(tmp_path: Path, more: dict[str, str], said: str) -> None:
    usual = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "KIOSK_URL": "http://x/kiosk/"}
    ended = run_alone(usual | more)
    assert ended.returncode != 0
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


class Answering(BaseHTTPRequestHandler):
    """Answers /readyz with one after the other."""

    answers: ClassVar[Sequence[HttpResponse]]
    asked: ClassVar[list[str]]

    def do_GET(self) -> None:
        answer = self.answers[len(self.asked)]
        self.asked.append(self.path)
        self.send_response(answer.status_code)
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *_: object) -> None:
        pass


def not_ready(**failed: str) -> HttpResponse:
    return JsonResponse({"status": "not ready", "failed": failed}, status=503)


@pytest.mark.parametrize("last", [JsonResponse({"status": "ready"}), not_ready(frames="none yet")])
@pytest.mark.parametrize(
    ("first", "words"),
    [
        (HttpResponse("<h1>Bad Request</h1>", status=400), "it answers 400"),
        (HttpResponse("Sign in to this network"), "it answers 200"),
        (not_ready(frames="none yet", database="it is away"), '"database": "it is away"'),
    ],
)
def test_it_waits_for_a_server_that_can_draw_the_page_and_says_once_why(
    first: HttpResponse, words: str, last: HttpResponse, tmp_path: Path
) -> None:
    class Three(Answering):
        answers = (first, first, last)
        asked: ClassVar[list[str]] = []

    with HTTPServer(("localhost", 0), Three) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        env = {
            "HOME": str(tmp_path),
            "PATH": os.environ["PATH"],
            "KIOSK_URL": f"http://localhost:{server.server_port}/kiosk/",
            "KIOSK_BROWSER": "true",
        }
        ended = run_alone(env)
        server.shutdown()
        thread.join()
    waiting, end = ended.stderr.splitlines()
    assert words in waiting
    assert "the browser has ended" in end
    assert Three.asked == ["/readyz"] * 3


def test_why_there_is_no_server_is_said_at_once(tmp_path: Path) -> None:
    waiting = subprocess.Popen(
        ["/bin/sh", FILES / "kiosk"],
        env={
            "HOME": str(tmp_path),
            "PATH": os.environ["PATH"],
            "KIOSK_URL": f"https://localhost:{free_port()}/kiosk/",
            "KIOSK_BROWSER": "true",
        },
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert waiting.stderr is not None
    with waiting.stderr:
        assert "curl: (7)" in waiting.stderr.readline()
    os.killpg(waiting.pid, signal.SIGKILL)
    waiting.wait(PATIENCE)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    """With a program that there is: cage is on the device, not here."""
    unit = (FILES / "kiosk.service").read_text()
    assert "/usr/bin/cage -d -- /usr/local/bin/kiosk" in unit
    copy = tmp_path / "kiosk.service"
    copy.write_text(unit.replace("/usr/bin/cage", "/bin/true"))
    ended = subprocess.run(
        ["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert not [line for line in ended.stderr.splitlines() if "kiosk" in line], ended.stderr
