"""Nobody is kept out: axe-core finds nothing wrong on any page, in either theme."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations, violations_in_both
from tests.browser.passkeys import make_passkey, plug_in
from tests.browser.signup import PASSWORD, address_of, fill, mailed, sign_up
from tests.browser.walk import Walk
from tests.browser.windows import Windows, sign_in
from tests.support.authenticator import current_code
from tests.support.person import people
from tests.support.stage import Stage

SOURCE = """
from ticker.ingest import token
from ticker.ingest.source import Source
answer = token.create(Source(%r, frozenset({"XNYS:IBM"}), may_add=True))
"""

TALL = 8000
"""axe reads the contrast of what is in the window: all of a board is in this one."""

RESET = r"http://\S+?(/accounts/password/reset/key/\S+)"


@pytest.fixture
def walk(stage: Stage, windows: Windows) -> Iterator[Walk]:
    """In the end nothing was wrong."""
    windows.forgive("404", "429")
    walk = Walk(stage.server, windows.empty(), "reader")
    yield walk
    assert walk.wrong == [], "\n".join(walk.wrong)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, TALL)])
def test_the_pages_of_the_market(walk: Walk, width: int, height: int) -> None:
    walk.page.set_viewport_size({"width": width, "height": height})
    walk.look("Desk", "/")
    walk.look("All", "/boards/all/")
    walk.look("All", "/boards/all/?time_zone=Europe/Zurich&sort=-time")
    walk.look("AAPL Apple Inc.", "/symbols/XNAS:AAPL/")
    walk.look("AAPL", "/symbols/XNAS:AAPL/chart/table/?range=1y")
    walk.look("Search: bank", "/search/?q=bank")
    walk.look("Search: no such thing", "/search/?q=no+such+thing")
    walk.look("There is no such page", "/no/such/page/")


def test_the_pages_of_a_list(walk: Walk) -> None:
    [person] = people(walk.server, f"{walk.name}-of-lists")
    address = person.create("Tech", "AAPL", "IBM")
    person.post(f"{address}links/")
    sign_in(walk.page, person)
    walk.look("Watchlists", "/watchlists/")
    walk.look("Tech", address)
    walk.look("Tech", f"{address}edit/")
    walk.look("Import and export", f"{address}import/")
    walk.look("Settings", f"{address}settings/")
    walk.look("Preferences", "/accounts/preferences/")
    walk.look("Share", f"{address}links/")
    walk.page.locator("a[href*='/watchlists/shared/']").click()
    walk.look("Tech")
    walk.page.set_viewport_size({"width": 390, "height": TALL})
    walk.look("Desk", "/")


def test_the_page_of_the_feeds(walk: Walk) -> None:
    server, page = walk.server, walk.page
    [person] = people(server, f"{walk.name}-of-feeds", is_staff=True)
    server.run(SOURCE % "posts")
    sign_in(page, person)
    for width, height in ((1280, 800), (390, TALL)):
        page.set_viewport_size({"width": width, "height": height})
        walk.look("Feeds", "/feeds/")
        expect(page.locator("[data-feed] .word")).to_have_text("LIVE")
        expect(page.locator("tr[data-source=posts]")).to_be_visible()
        assert page.evaluate("document.scrollingElement.scrollWidth") == width


def test_the_pages_before_one_is_in(walk: Walk) -> None:
    name = f"new-{walk.name}"
    walk.look("Sign In", "/accounts/login/")
    walk.open("/accounts/login/", login="nobody", password="wrong")
    walk.look("Sign In")
    walk.look("Sign Up", "/accounts/signup/")
    walk.open("/accounts/signup/", username=name, email=address_of(name), password1="short")
    walk.look("Sign Up")
    fill(walk.page, password1=PASSWORD)
    walk.look("Enter Email Verification Code")
    fill(walk.page, code="WRNG-CODE")
    walk.look("Enter Email Verification Code")
    walk.look("Account Inactive", "/accounts/inactive/")
    for _ in range(6):
        walk.open("/accounts/password/reset/", email=f"no-{walk.name}@desk.example")
    walk.look("That was tried too often")


def test_the_pages_of_an_account(walk: Walk) -> None:
    walk.page.goto(walk.server.origin + "/accounts/signup/")
    sign_up(walk.page, walk.server, walk.name)
    walk.look("Email Addresses", "/accounts/email/")
    walk.look("Change Password", "/accounts/password/change/")
    walk.look("Security Keys", "/accounts/2fa/webauthn/")
    walk.look("Confirm Access", "/accounts/2fa/webauthn/add/")
    fill(walk.page, password=PASSWORD)
    walk.look("Add Security Key")
    look_at_passkeys(walk)
    walk.look("Activate Authenticator App", "/accounts/2fa/totp/activate/")
    activate_authenticator(walk)
    walk.look("Two-Factor Authentication")
    walk.look("Confirm Access", "/accounts/2fa/reauthenticate/")
    walk.look("Confirm Access", "/accounts/2fa/webauthn/reauthenticate/")
    walk.look("Recovery Codes", "/accounts/2fa/recovery-codes/generate/")
    walk.look("Deactivate Authenticator App", "/accounts/2fa/totp/deactivate/")
    walk.look("Sign Out", "/accounts/logout/")
    walk.page.get_by_role("button", name="Sign Out").click()
    walk.look("Desk")
    walk.open("/accounts/login/", login=walk.name, password=PASSWORD)
    walk.look("Two-Factor Authentication")


def look_at_passkeys(walk: Walk) -> None:
    plug_in(walk.page)
    make_passkey(walk.page, "Key of the desk")
    walk.look("Recovery Codes")
    for heading, link in [("Edit Security Key", "Edit"), ("Remove Security Key", "Remove")]:
        walk.look("Security Keys", "/accounts/2fa/webauthn/")
        walk.page.get_by_role("link", name=link, exact=True).click()
        walk.look(heading)


def activate_authenticator(walk: Walk) -> None:
    fill(walk.page, code="000000")
    walk.look("Activate Authenticator App")
    secret = walk.page.locator("#authenticator_secret").input_value()
    fill(walk.page, code=current_code(secret))
    if walk.page.locator(".errorlist").is_visible():  # its half minute was just over
        fill(walk.page, code=current_code(secret))


def test_the_pages_of_a_new_password(walk: Walk) -> None:
    name = f"again-{walk.name}"
    walk.page.goto(walk.server.origin + "/accounts/signup/")
    sign_up(walk.page, walk.server, name)
    walk.page.context.clear_cookies()
    walk.look("Password Reset", "/accounts/password/reset/")
    fill(walk.page, email=address_of(name))
    walk.look("Password Reset")
    link = walk.server.find(mailed(name, RESET))[1]
    walk.look("Change Password", link)
    fill(walk.page, password1="short", password2="short")
    walk.look("Change Password")
    fill(walk.page, password1=PASSWORD + " anew", password2=PASSWORD + " anew")
    expect(walk.page.locator(".account p")).to_have_text("Your password is now changed.")
    walk.look("Change Password")
    walk.look("Bad Token", link)


def test_axe_finds_what_is_wrong(stage: Stage, windows: Windows) -> None:
    page = windows.empty()
    page.goto(stage.server.origin + "/accounts/login/")
    page.evaluate(
        """() => {
            document.documentElement.removeAttribute("lang");
            document.querySelector("#account p").style.color = "#999999";
        }"""
    )
    found = violations(page)
    assert [line.partition(" ")[0] for line in found] == ["color-contrast", "html-has-lang"]
    assert "at #account > p: <p" in found[0]
    page.locator("#account > p").evaluate("it => { it.style.color = 'black'; }")
    assert "dark: color-contrast" in "".join(violations_in_both(page))
