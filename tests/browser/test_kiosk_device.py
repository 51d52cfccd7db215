"""The device's own files: it waits for the server, shows its wall, and starts again by itself when
the page crashes, as the same screen; one that stands still is seen to do so."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.person import Person, people
from tests.server import PATIENCE, ROOT, Server, free_port, prepare
from tests.stage import until

FILES = ROOT / "deploy" / "kiosk"
ARGS = "--headless=new --no-sandbox --disable-gpu"
CODE = """
import time
from dashboard.models import Pairing
while not (found := Pairing.objects.first()):
    time.sleep(0.1)  # a device shows itself by no event
answer = found.code
"""
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


def is_seen(staff: Person, screen: str, state: str, beats: int = int(PATIENCE)) -> None:
    """Until whoever looks after the screens sees it so, within so many heartbeats."""
    with staff.open(f"/ws/ticker{screen}") as socket:
        messages = until(socket, lambda said: f'data-state="{state}"' in said)
    assert sum('id="pulse"' in each for each in messages) <= beats


def test_a_device_needs_no_hand(tmp_path: Path) -> None:
    port, profile = free_port(), tmp_path / "profile"
    with device(port, profile) as waiting:
        server = Server(prepare(tmp_path / "var"), "simulated://?seed=7", port)
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
            for pid in pages(waiting.pid):
                os.kill(pid, signal.SIGKILL)
            assert waiting.wait(PATIENCE) == 1
            assert not pages(waiting.pid)
            with device(port, profile):
                is_seen(staff, screen, "PAINTING")
            staff.post(f"{screen}delete/")
        finally:
            server.stop()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"KIOSK_URL": "localhost:8000"}, "does not end with /kiosk/"),
        ({"KIOSK_URL": ""}, "KIOSK_URL: such as"),
        ({"KIOSK_BROWSER": "no-such", "PATH": "/nowhere"}, "there is no chromium"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(tmp_path: Path, more: dict[str, str], said: str) -> None:
    usual = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "KIOSK_URL": "http://x/kiosk/"}
    ended = subprocess.run(
        ["/bin/sh", FILES / "kiosk"],
        env=usual | more,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert ended.returncode != 0
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


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
    assert not [line for line in ended.stderr.splitlines() if "kiosk" in line], ended.stderr
