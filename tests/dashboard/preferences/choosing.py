"""What is preferred in these tests, and how pages are read for it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs
from xml.etree.ElementTree import Element

from django.test import Client
from django.urls import reverse

from tests.support.markup import parse
from tests.support.openpage import OpenPage
from ticker.web.build import PARAMETER, build

BOARD = "/boards/all/"
CHOSEN = {
    "theme": "dark",
    "palette": "blue-orange",
    "rate": "1",
    "time_zone": "Europe/Zurich",
    "columns": ["last", "time"],
}
LOOKS = {"data-theme": "dark", "data-palette": "blue-orange"}


def address() -> str:
    return reverse("preferences")


def choose(client: Client, **fields: object) -> Any:
    return client.post(address(), {"rate": "5", **fields})


def found(client: Client, path: str) -> Element:
    return parse(client.get(path).content.decode())


def looks(client: Client, path: str) -> dict[str, str]:
    page = found(client, path).find(".//*[@id='page']")
    assert page is not None
    return {name: value for name, value in page.items() if name in LOOKS}


def socket(client: Client, path: str) -> dict[str, list[str]]:
    """What the page tells its socket of what was chosen."""
    html = client.get(path).content.decode()
    told = parse_qs(OpenPage(html).socket.partition("?")[2], keep_blank_values=True)
    assert told.pop(PARAMETER) == [build()]
    return told


def selected(root: Element) -> dict[str, list[str]]:
    """What a form shows as chosen."""
    chosen = {
        each.get("name", ""): [
            option.get("value", "") for option in each.findall(".//*[@selected]")
        ]
        for each in root.iter("select")
    }
    boxes = root.findall(".//input[@name='columns'][@checked]")
    return {**chosen, "columns": [each.get("value", "") for each in boxes]}


def links(root: Element) -> set[str]:
    return {each.get("href", "") for each in root.iter("a")}
