"""A flash says that a trade has moved the price, and nothing else."""

from __future__ import annotations

import threading

from playwright.sync_api import expect

from tests.browser.windows import Windows, cell, flashes, wait_for_beat, wait_for_flash
from tests.support.stage import Stage

BURST = 3.0
"""Seconds."""


def test_first_paint_is_quiet(stage: Stage, windows: Windows) -> None:
    stage.say(*(stage.puppeteer.trade(symbol, "55.55") for symbol in stage.symbols))
    page = windows.open(stage.server.origin + "/boards/all/")
    wait_for_beat(page, 2)
    assert flashes(page) == []


def test_another_page_is_quiet_and_then_flashes(stage: Stage, windows: Windows) -> None:
    page = windows.open(stage.server.origin + "/boards/all/")
    stage.puppeteer.say(*(stage.puppeteer.trade(each, "55.55") for each in stage.symbols[100:]))
    page.get_by_role("link", name="Next").click()
    expect(page.locator(cell(stage.symbols[100], "last"))).to_have_text("55.55")
    wait_for_beat(page, 2)
    assert flashes(page) == []
    wait_for_flash(stage, page, stage.symbols[101])


def test_a_quote_is_quiet(stage: Stage, windows: Windows) -> None:
    page = windows.open(stage.server.origin + "/boards/all/")
    stage.puppeteer.say(stage.puppeteer.quote(stage.symbols[0], "44.44", "45.45"))
    expect(page.locator(cell(stage.symbols[0], "bid"))).to_have_text("44.44")
    wait_for_beat(page)
    assert flashes(page) == []


def test_a_burst_flashes_at_most_three_times_a_second(stage: Stage, windows: Windows) -> None:
    page = windows.open(stage.server.origin + "/boards/all/?rate=10")
    symbol, pause = stage.symbols[0], threading.Event()
    for number in range(int(BURST / 0.02)):
        stage.puppeteer.say(stage.puppeteer.trade(symbol, f"{60 + number % 7}.00"))
        pause.wait(0.02)
    wait_for_beat(page)
    times = [float(flash["at"]) for flash in flashes(page) if "last" in str(flash["css"])]
    assert len(times) > 3
    most = max(sum(start <= at < start + 1000 for at in times) for start in times)
    assert most <= 3, times


def test_nothing_moves_for_those_who_want_no_motion(stage: Stage, windows: Windows) -> None:
    page = windows.open(stage.server.origin + "/boards/all/", motion="reduce")
    stage.puppeteer.say(stage.puppeteer.trade(stage.symbols[0], "55.55"))
    expect(page.locator(cell(stage.symbols[0], "last"))).to_have_text("55.55")
    wait_for_beat(page)
    assert flashes(page) == []
