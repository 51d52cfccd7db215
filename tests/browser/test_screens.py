"""Screens in Chromium: a programme by the keyboard alone, and how the staff's pages look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations_in_both
from tests.browser.keyboard import enter, press, see, tab_to, write
from tests.browser.windows import Windows, sign_in
from tests.support.person import people
from tests.support.server import PATIENCE, Server
from tests.support.stage import Stage

FLEET = """
from django.contrib.auth.models import User
from django.utils import timezone
from dashboard.screens import control, editing
from dashboard.screens.models import Screen, Sighting
from dashboard.watchlists import lists
long = "W" * 40
programme = editing.create(%(name)r + " " + long)
for layout in ("table", "tiles", "tape"):
    editing.add_page(programme, {"board": "gainers", "layout": layout})
now = timezone.now()
states = {"painting": (now, True), "not": (None, True), "offline": (now, False), "new": ()}
found = [f"/screens/programmes/{programme.pk}/"]
for state, seen in states.items():
    screen = control.create(%(name)r + " " + state + " " + long)
    paired = now if seen else None
    Screen.objects.filter(pk=screen.pk).update(programme=programme, part=2, paired_at=paired)
    control.set_banner(screen, "Fire drill", covers=False)
    if seen:
        painted, connected = seen
        Sighting.objects.create(
            screen=screen, seen_at=now, painted_at=painted, is_connected=connected,
            shows="x" * 200, browser="y" * 60, address="2001:db8::1", round_trip=12345,
        )
    found.append(f"/screens/{screen.pk}/")
mine = lists.create(User.objects.create_user(%(name)r + "-keeper"), "W" * 60)
editing.add_page(programme, {"watchlist": mine})
page = programme.pages.last().pk
answer = [*found, found[0] + f"pages/{page}/", found[0] + "pages/new/"]
"""
SEEN = """
from datetime import timedelta
from django.utils import timezone
from dashboard.screens.models import Sighting
now = timezone.now() + timedelta(seconds=3)
Sighting.objects.update(seen_at=now)
Sighting.objects.exclude(painted_at=None).update(painted_at=now)
"""
"""Whoever was seen is seen again, as far ahead as is still believed: it is fresh for 7 s."""

STATE = "rows => rows.map(row => row.dataset.state)"
STATES = {"PAINTING", "NOT PAINTING", "OFFLINE", "NOT PAIRED"}
RENAME = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("alter table dashboard_screen rename column %s to %s")
"""
UNREAD = "What screens do cannot be read now"
PHONE = 390
CUT = """
() => [...document.querySelectorAll("main :is(h1, p, a, th, td, dd, li, button, input, select)")]
    .filter(each => !each.closest(".hidden, .scroll"))
    .filter(each => each.getBoundingClientRect().right > innerWidth)
    .map(each => each.outerHTML.slice(0, 100))
"""
"""What does not fit into the window, and cannot be scrolled to."""


@pytest.fixture
def clean(stage: Stage) -> Iterator[None]:
    """Of screens and programmes."""
    code = "from dashboard.models import Programme, Screen\n"
    code += "answer = Programme.objects.all().delete(), Screen.objects.all().delete()"
    stage.server.run(code)
    yield
    stage.server.run(code)


def choose(page: Page, field: str, option: str) -> None:
    """Of a select, by typing what it begins with."""
    tab_to(page, field)
    page.keyboard.type(option)
    expect(page.locator(":focus option:checked")).to_have_text(option)


@pytest.mark.usefixtures("clean")
def test_a_programme_is_made_with_the_keyboard_alone(stage: Stage, windows: Windows) -> None:
    page = windows.empty()
    sign_in(page, people(stage.server, "programmer", is_staff=True)[0])
    page.goto(stage.server.origin + "/")
    press(page, "Screens", "h1:text-is('Screens')")
    see(page, "There are no screens yet.")
    press(page, "Programmes", "h1:text-is('Programmes')")
    write(page, "Name", "Morning")
    enter(page, "h1:text-is('Morning')")
    for board, layout in (("Gainers", "Tiles"), ("Losers", "Tape")):
        press(page, "Add a page", "h1:text-is('New page')")
        choose(page, "Board or list", board)
        choose(page, "Layout", layout)
        press(page, "Save", f"tr:has-text('{board}'):has-text('{layout}')")
    tab_to(page, "Move page 2, Losers, up")
    enter(page, "tbody tr:first-child:has-text('Losers')")
    expect(page.get_by_label("Move page 1, Losers, up")).to_be_focused()
    page.keyboard.press("Tab")
    enter(page, "tbody tr:first-child:has-text('Gainers')")
    tab_to(page, "Monday")
    page.keyboard.press("Space")
    press(page, "Save", "[role=status]:has-text('Saved.')")
    expect(page.get_by_label("Monday")).not_to_be_checked()
    press(page, "Screens", "h1:text-is('Screens')")


@pytest.mark.usefixtures("clean")
def test_the_pages_of_screens_keep_nobody_out(stage: Stage, windows: Windows) -> None:
    page = windows.empty()
    sign_in(page, people(stage.server, "viewer", is_staff=True)[0])
    empty = ["/screens/", "/screens/programmes/", "/screens/pair/?code=BCDF-2345"]
    wrong = look(page, stage.server, empty, set())
    paths: list[str] = stage.server.run(FLEET % {"name": "Hung"})
    wrong += look(page, stage.server, [*empty, *paths], STATES)
    page.goto(stage.server.origin + empty[-1])
    page.get_by_label("Name of a new screen").fill("Hall")
    page.get_by_role("button", name="Pair").click()
    expect(page.locator(".errorlist")).to_contain_text("No screen shows this code.")
    wrong += violations_in_both(page)
    assert wrong == [], "\n".join(wrong)


def look(page: Page, server: Server, paths: list[str], states: set[str]) -> list[str]:
    """What axe finds wrong on these, and which of them are too wide for a phone; the screens are
    in these states before it has looked."""
    wrong = []
    for path in paths:
        for width in (1280, PHONE):
            server.run(SEEN)
            page.set_viewport_size({"width": width, "height": 2000})
            page.goto(server.origin + path)
            expect(page.locator("h1")).to_be_visible()
            if path == "/screens/":
                assert set(page.eval_on_selector_all("tr[data-state]", STATE)) == states
            wrong += [f"{path}, {width} px: {line}" for line in violations_in_both(page)]
        width = page.evaluate("document.scrollingElement.scrollWidth")
        wrong += [f"{path} is {width} px wide"] if width > PHONE else []
        wrong += [f"{path} is cut: {cut}" for cut in page.evaluate(CUT)]
    return wrong


@pytest.mark.usefixtures("clean")
def test_while_the_database_says_nothing_of_screens_no_state_is_shown(
    stage: Stage, windows: Windows
) -> None:
    server = stage.server
    (person,) = people(server, "follower", is_staff=True)
    paths: list[str] = server.run(FLEET % {"name": "Followed"})
    opened = {}
    for path, element in {"/screens/": "#fleet", paths[1]: "#facts"}.items():
        opened[element] = windows.empty()
        sign_in(opened[element], person)
        opened[element].goto(server.origin + path)
        opened[element].wait_for_function("() => window.beats > 1")
    for names, words in ((("banner", "away"), UNREAD), (("away", "banner"), "BANNER")):
        server.run(RENAME % names)
        for element, page in opened.items():
            expect(page.locator(element)).to_contain_text(words, timeout=PATIENCE * 1000)
            assert page.locator("[data-state]").count() == 0 or words != UNREAD
            assert page.locator(element).count() == 1


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("width", [PHONE, 1280])
def test_without_scripts_all_of_it_works(width: int, stage: Stage, windows: Windows) -> None:
    page = windows.empty(scripts=False, width=width)
    sign_in(page, people(stage.server, f"scriptless{width}", is_staff=True)[0])
    page.goto(stage.server.origin + stage.server.run(FLEET % {"name": f"Plain {width}"})[0])
    page.get_by_label("Move page 3, Gainers, up").click()
    expect(page.locator("tbody tr:nth-child(2)")).to_contain_text("Tape")
    page.get_by_role("link", name=f"Plain {width} painting").click()
    page.get_by_role("button", name="Blank").click()
    expect(page.locator(".messages")).to_have_text("It is blank.")
    page.get_by_text("Delete the screen").click()
    page.get_by_role("button", name=f"Delete “Plain {width} painting").click()
    expect(page.locator(".messages")).to_contain_text("is deleted.")
    assert page.locator("tr[data-state]").count() == 3
