"""Context of the account pages around allauth's forms."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from dashboard.accounts.visitor import Visitor
from dashboard.choices.choices import Choices

STAFF_PAGES = {"screens": "Screens", "feeds": "Feeds"}
PAGES = {
    "watchlists": "Watchlists",
    "preferences": "Preferences",
    "account_email": "E-mail",
    "account_change_password": "Password",
    "mfa_index": "Second factor",
    "account_logout": "Sign out",
}


class AccountPage(NamedTuple):
    title: str
    address: str


def account(request: HttpRequest) -> dict[str, object]:
    """A context processor, lazy because all other pages bring their own choices."""
    pages = partial(_pages, request)
    return {"account_pages": pages, "choices": SimpleLazyObject(lambda: _look_choices(request))}


def _look_choices(request: HttpRequest) -> Choices:
    return Choices.read_look(request.GET, Visitor.from_request(request).base)


def _pages(request: HttpRequest) -> list[AccountPage]:
    user = Visitor.from_request(request).user
    pages = STAFF_PAGES | PAGES if user and user.is_staff else PAGES
    return [AccountPage(title, reverse(name)) for name, title in pages.items()]
