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
    "phone.png": ("/boards/etfs/?theme=light", 390, 844),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "VAR_DIR": folder, "PORT": PORT, "FEED": "simulated://"}
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "prepare"], env=env, check=True)
        server = subprocess.Popen([*manage, "serve"], env=env, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            server.stdout.readline()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"]
                )
                for name, (path, width, height) in PICTURES.items():
                    _take(browser, name, path, width, height)
        finally:
            server.terminate()
            server.wait()


def _take(browser: Browser, name: str, path: str, width: int, height: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": height})
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
