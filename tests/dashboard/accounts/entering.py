"""Ann, and how she and others come in."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.support.markup import parse, text

PASSWORD = "a long tape of paper"
ADDRESS = "ann@desk.example"
ANN = {"username": "ann", "email": ADDRESS, "password1": PASSWORD}
CODE = re.compile(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)$", re.MULTILINE)


def newest_code() -> str:
    found = CODE.search(str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def said(response: Any) -> str:
    """What a person reads on the page."""
    return text(parse(response.content.decode()))


def sign_in(login: str, password: str = PASSWORD) -> tuple[Client, Any]:
    client = Client()
    answer = client.post(reverse("account_login"), {"login": login, "password": password})
    return client, answer
