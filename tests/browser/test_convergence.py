"""A window that has been open equals one that is opened now, whatever happened in between."""

from __future__ import annotations

import random

from playwright.sync_api import expect

from tests.browser.windows import (
    OUTAGE,
    Windows,
    cell,
    flashes,
    shown,
    wait_for_beat,
    wait_for_flash,
    wait_until_shown,
)
from tests.support.stage import Stage


def act(stage: Stage, rounds: int) -> None:
    dice, make = random.Random(2), stage.puppeteer  # noqa: S311
    for _ in range(rounds):
        for symbol in dice.sample(list(stage.symbols), 30):
            price = dice.uniform(80, 120)
            make.say(
                make.trade(symbol, f"{price:.2f}", str(dice.randrange(1, 9999))),
                make.quote(symbol, f"{price - 0.01:.2f}", None),
            )
        stage.settle()


def test_an_old_window_equals_a_new_one(stage: Stage, windows: Windows) -> None:
    old = windows.open(stage.server.origin + "/boards/all/")
    before = shown(old)
    act(stage, 10)
    new = windows.open(stage.server.origin + "/boards/all/")
    wait_until_shown(old, shown(new))
    assert shown(new) != before


def test_a_ranked_window_equals_a_new_one(stage: Stage, windows: Windows) -> None:
    path = "/boards/all/?sort=-chg_pct&columns=last&columns=chg_pct&columns=high&columns=low&q=c"
    old = windows.open(stage.server.origin + path)
    before = shown(old)
    act(stage, 3)
    new = windows.open(stage.server.origin + path)
    wait_until_shown(old, shown(new))
    assert shown(new) != before


def test_a_window_outlives_the_server(stage: Stage, windows: Windows) -> None:
    """Killed and started anew under it: nobody loads it again by hand, and nothing flashes."""
    windows.forgive(*OUTAGE)
    page = windows.open(stage.server.origin + "/boards/all/")
    wait_for_flash(stage, page, stage.symbols[0])
    page.evaluate("() => { window.flashes = [] }")
    stage.kill()
    expect(page.locator(".disconnected")).to_be_visible()
    stage.restart()
    stage.begin()
    expect(page.locator(cell(stage.symbols[0], "last"))).to_have_text("100.00")
    wait_until_shown(page, shown(windows.open(stage.server.origin + "/boards/all/")))
    # The first may come just before the page loads itself again.
    wait_for_beat(page, 2)
    expect(page.locator(".disconnected")).to_be_hidden()
    assert flashes(page) == []
    wait_for_flash(stage, page, stage.symbols[0])
