"""On a phone nothing is wider than the screen."""

from __future__ import annotations

from typing import Literal

import pytest

from tests.browser.windows import Windows, wait_for_beat
from tests.support.stage import Stage

PHONE = 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_scrolls_sideways(
    stage: Stage, windows: Windows, scheme: Literal["light", "dark"]
) -> None:
    page = windows.empty(width=PHONE, scheme=scheme)
    stage.say(
        stage.puppeteer.event("reference", stage.symbols[0], name="A very long name " * 10),
        stage.puppeteer.trade(stage.symbols[1], "123456.78", "999999999999"),
        stage.puppeteer.event("tradingstatus", stage.symbols[2], status="HALTED", reason="X" * 90),
    )
    symbol = f"/symbols/{stage.symbols[0]}/"
    boards = ("/boards/all/", "/boards/crypto/")
    for path in ("/", *boards, "/search/?q=bank", "/search/?q=nothing", symbol):
        page.goto(stage.server.origin + path)
        width = page.evaluate("document.scrollingElement.scrollWidth")
        assert width <= PHONE, path
    wait_for_beat(page)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= PHONE


def test_the_schemes_differ(stage: Stage, windows: Windows) -> None:
    home, ground = stage.server.origin + "/", "getComputedStyle(document.body).backgroundColor"
    light = windows.open(home, scheme="light").evaluate(ground)
    assert windows.open(home, scheme="dark").evaluate(ground) != light
    assert windows.open(home + "?theme=light", scheme="dark").evaluate(ground) == light
