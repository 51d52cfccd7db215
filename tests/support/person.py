"""A person who has signed in to a server: what a browser of theirs would send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from urllib.parse import urlencode

from websockets.sync.client import ClientConnection

from tests.support.server import Answer, Server
from tests.support.stage import open_socket

CSRF = "c" * 32

SIGN_IN = """
from importlib import import_module
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
store = import_module(settings.SESSION_ENGINE).SessionStore
answer = {}
for name in %r:
    address = f"{name}@desk.example"
    user, is_new = User.objects.get_or_create(username=name, email=address)
    if is_new:
        user.set_unusable_password()  # nobody signs in by it, and to hash one takes half a second
        user.is_staff = %r
        user.save()
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    session = store()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    answer[name] = session.session_key
"""


class Person:
    def __init__(self, server: Server, session: str) -> None:
        self.server = server
        self.session = session

    @property
    def cookies(self) -> dict[str, str]:
        return {"sessionid": self.session, "csrftoken": CSRF} if self.session else {}

    def get(self, path: str) -> Answer:
        return self.server.get(path, Cookie=_cookie_header(self.cookies))

    def post(self, path: str, **fields: str) -> Answer:
        """As a form of ours is sent; redirects are not followed."""
        return self.request("POST", path, **fields)

    def request(self, method: str, path: str, **fields: str) -> Answer:
        headers = {
            "Cookie": _cookie_header({**self.cookies, "csrftoken": CSRF}),
            "X-CSRFToken": CSRF,
            "Origin": self.server.origin,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self.server.get(path, method, urlencode(fields), **headers)

    def open(self, path: str) -> AbstractContextManager[ClientConnection]:
        return open_socket(self.server, path, cookie=_cookie_header(self.cookies))

    def create(self, name: str, *symbols: str) -> str:
        """The address of a new list."""
        address = self.post("/watchlists/", name=name).headers["Location"]
        for symbol in symbols:
            self.post(f"{address}add/", q=symbol)
        return address

    def rows(self, address: str) -> list[str]:
        """The symbols of a list, in order."""
        data = json.loads(self.get(f"{address.rstrip('/')}.json").text)
        return [row["symbol"] for row in data["rows"]]


def _cookie_header(cookies: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def people(server: Server, *names: str, is_staff: bool = False) -> list[Person]:
    """Signed in, each with an account of their own."""
    keys: dict[str, str] = server.run(SIGN_IN % (names, is_staff))
    return [Person(server, key) for key in keys.values()]
