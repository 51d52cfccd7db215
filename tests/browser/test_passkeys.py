"""Passkeys: somebody adds one, and it alone is enough to sign in, until it is removed."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.passkeys import make_passkey, plug_in
from tests.browser.signup import PASSWORD, fill, sign_up
from tests.browser.windows import Windows
from tests.support.stage import Stage


def test_one_signs_in_with_a_passkey_alone(stage: Stage, windows: Windows) -> None:
    page = windows.empty()
    plug_in(page)
    page.goto(stage.server.origin + "/accounts/signup/")
    sign_up(page, stage.server, "pat")
    page.get_by_role("link", name="Account of pat").click()
    add_passkey(page, "Key of the desk")
    sign_out(page)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("link", name="Account of pat")).to_be_visible()
    page.goto(stage.server.origin + "/accounts/2fa/webauthn/")
    expect(page.get_by_role("row", name="Key of the desk")).to_contain_text("Last used")


def add_passkey(page: Page, name: str) -> None:
    page.get_by_role("link", name="Second factor").click()
    page.locator("section", has_text="Security Keys").get_by_role("link", name="Add").click()
    fill(page, password=PASSWORD)
    make_passkey(page, name)


def sign_out(page: Page) -> None:
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign Out").click()
