"""A device in Chromium: paired, told what to do, revoked; and one of which a part did not come."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.windows import Windows, wait_for_beat
from tests.support.device import add_page
from tests.support.person import Person, people
from tests.support.stage import Stage


@pytest.fixture
def staff(stage: Stage) -> Person:
    return people(stage.server, "warden", is_staff=True)[0]


@pytest.fixture
def device(stage: Stage, windows: Windows) -> Page:
    """One that shows its code."""
    page = windows.empty()
    page.goto(f"{stage.server.origin}/kiosk/")
    return page


@pytest.fixture
def screen(staff: Person, device: Page) -> Iterator[str]:
    """Its address, once the device has turned into it by itself."""
    programme = staff.post("/screens/programmes/", name="Warden’s").headers["Location"]
    add_page(staff, programme, "etfs")
    number = programme.rstrip("/").rpartition("/")[2]
    code = device.inner_text(".code")
    answer = staff.post("/screens/pair/", code=code, name="Warden", programme=number)
    expect(device.locator("#stage h1")).to_have_text("ETFs")
    yield answer.headers["Location"]
    staff.post(f"{answer.headers['Location']}delete/")
    staff.post(f"{programme}delete/")


def test_a_screen_does_as_it_is_told(staff: Person, device: Page, screen: str) -> None:
    wait_for_beat(device)
    remote = f"{screen}remote/"
    staff.post(remote, do="identify")
    expect(device.locator(".identity")).to_have_text("Warden")
    staff.post(remote, do="blank")
    expect(device.locator("#stage.blank")).to_be_attached()
    staff.post(remote, do="show")
    expect(device.locator("#stage [data-symbol]").first).to_be_visible()
    staff.post(f"{screen}banner/", banner="Fire drill <at noon>")
    expect(device.locator(".banner")).to_contain_text("Fire drill <at noon>")
    device.evaluate("window.isOld = true")
    staff.post(remote, do="reload")
    device.wait_for_function("() => !window.isOld && window.beats > 0")
    expect(device.locator(".banner")).to_contain_text("Fire drill")
    staff.post(remote, do="revoke")
    expect(device.locator(".code")).to_be_visible()


@pytest.mark.parametrize("what", ["js", "stock_ticker*.css", "kiosk*.css", "sizes.css*"])
def test_a_wall_of_which_a_part_did_not_come_loads_itself_again(
    device: Page, screen: str, windows: Windows, what: str
) -> None:
    windows.forgive("net::ERR_FAILED")
    lost: list[str] = []

    def lose(route: Route) -> None:
        if len(lost) < 2 and route.request.url not in lost:
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    device.route("**/*.js" if what == "js" else f"**/{what}", lose)
    device.reload()
    assert lost
    device.evaluate("window.isOld = true")
    device.wait_for_function("() => !window.isOld && window.beats > 1")
    expect(device.locator("#alive meta")).to_be_attached()
    assert device.evaluate("getComputedStyle(document.querySelector('.wall')).display") == "grid"


def test_a_wall_that_lives_asks_for_nothing(device: Page, screen: str) -> None:
    """Neither does it load itself again: the test is longer than what it would wait."""
    expect(device.locator("#alive meta")).to_be_attached()
    asked: list[str] = []
    device.on("request", lambda request: asked.append(request.url))
    wait_for_beat(device, 7)
    assert asked == []
