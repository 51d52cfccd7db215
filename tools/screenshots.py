"""Takes the pictures of docs/images from the running product."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PORT = "8471"
PICTURES = {
    "desk.png": ("/", 1440, 900),
    "desk-dark.png": ("/?theme=dark", 1440, 900),
    "board-dark.png": ("/boards/information-technology/?theme=dark&palette=blue-orange", 1280, 800),
    "symbol.png": ("/symbols/XNAS:AAPL/?theme=light", 1280, 860),
    "symbol-dark.png": ("/symbols/XNAS:AAPL/?theme=dark&range=1y", 1280, 860),
    "phone.png": ("/boards/etfs/?theme=light", 390, 844),
    "watchlist.png": ("/watchlists/1/?theme=light", 1440, 620),
}
PATHS = {"kiosk": "/kiosk/", "kiosk_socket": "/ws/ticker/kiosk/"}
SIGNED_IN = ("watchlist.png",)
WALLS = {"table": ("etfs", 13), "tiles": ("gainers", 12), "tape": ("crypto", 12)}
SIZES = {"": (1920, 1080), "-4k": (3840, 2160)}
HANG = """
from django.utils import timezone
from dashboard.screens.credentials import digest, new_token
from dashboard.screens.models import Credential, Screen
from dashboard.screens.programmes import Programme, ProgrammePage

for layout, (board, rows) in %r.items():
    programme = Programme.objects.create(name=layout)
    ProgrammePage.objects.create(
        programme=programme, position=1, board=board, layout=layout, rows=rows, dwell=3600
    )
    now, token = timezone.now(), new_token()
    screen = Screen.objects.create(name=layout, programme=programme, paired_at=now)
    Credential.objects.create(screen=screen, digest=digest(token), issued_at=now, used_at=now)
    print(token)
"""
"""Makes a screen for each layout, and prints what its device proves itself with."""

READER = """
from decimal import Decimal
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from dashboard.watchlists import lists
from dashboard.watchlists.listline import ListLine

def line(symbol, quantity=None, cost=None, note=""):
    held = {"quantity": quantity and Decimal(quantity), "cost": cost and Decimal(cost)}
    return ListLine(symbol=symbol, note=note, **held)

reader = User.objects.create_user("desk", "desk@desk.example")
lists.create(reader, "Core", [
    ListLine(heading="Semiconductors"),
    line("XNAS:NVDA", 120, "188.40", "results on the 26th"),
    line("XNAS:AMD", 200, "151.10"),
    line("XNAS:AVGO", 40, "402.75", "trim above 420"),
    ListLine(heading="Banks"),
    line("XNYS:JPM", 80, "301.20"),
    line("XNYS:BAC", -300, "52.15", "hedge"),
    ListLine(heading="Watching"),
    line("XNYS:IBM"),
    line("XNYS:BRK.B"),
    line("KRAKEN:BTC-USD", "0.75", "61250"),
])
lists.create(reader, "Income")
lists.create(reader, "Energy")
session = SessionStore()
session[SESSION_KEY] = str(reader.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = reader.get_session_auth_hash()
session.create()
print(session.session_key)
"""
"""Makes somebody who has lists and is signed in, and prints by what."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "VAR_DIR": folder, "PORT": PORT, "FEED": "simulated://"}
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "prepare"], env=env, check=True)
        shell = [*manage, "shell", "--no-imports", "-c", READER]
        session = subprocess.check_output(shell, env=env, text=True).strip()
        hang = [*manage, "shell", "--no-imports", "-c", HANG % (WALLS,)]
        tokens = subprocess.check_output(hang, env=env, text=True).split()
        server = subprocess.Popen([*manage, "serve"], env=env, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            server.stdout.readline()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"]
                )
                for name, (path, width, height) in PICTURES.items():
                    key = session if name in SIGNED_IN else ""
                    _take(browser, name, path, width, height, {"sessionid": ("/", key)})
                for layout, token in zip(WALLS, tokens, strict=True):
                    kept = {name: (path, token) for name, path in PATHS.items()}
                    for ending, size in SIZES.items():
                        _take(browser, f"wall-{layout}{ending}.png", "/kiosk/", *size, kept)
        finally:
            server.terminate()
            server.wait()


def _take(
    browser: Browser,
    name: str,
    path: str,
    width: int,
    height: int,
    cookies: dict[str, tuple[str, str]],
) -> None:
    """``cookies`` are paths and values by name."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.context.add_cookies(
        [
            {"name": key, "value": value, "domain": "localhost", "path": where}
            for key, (where, value) in cookies.items()
            if value
        ]
    )
    page.goto(f"http://localhost:{PORT}{path}")
    clock = page.get_attribute("#clock", "data-clock")
    page.wait_for_function(
        "clock => Number(document.querySelector('#clock').dataset.clock) > Number(clock) + 5000",
        arg=clock,
    )
    IMAGES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=IMAGES / name)
    page.close()


if __name__ == "__main__":
    main()
