"""Forms sent as a browser sends them: with all that they hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from django.test import Client
from django.urls import reverse

from tests.support.markup import parse

Fields = dict[str, list[str]]
OTHERS = ("checkbox", "radio", "submit")


def at(name: str, *numbers: object) -> str:
    return reverse(name, args=numbers)


def held(form: Element) -> Fields:
    """What the form would send as it stands."""
    fields: Fields = {}
    for name, value in _controls(form):
        fields.setdefault(name, []).append(value)
    return fields


def _controls(form: Element) -> Iterator[tuple[str, str]]:
    for each in form.iter("input"):
        if each.get("type") not in OTHERS or "checked" in each.attrib:
            is_box = each.get("type") in OTHERS
            yield each.get("name", ""), each.get("value", "on" if is_box else "")
    for each in form.iter("select"):
        options = list(each.iter("option"))
        chosen = next((option for option in options if "selected" in option.attrib), options[0])
        yield each.get("name", ""), chosen.get("value", "")


def form(client: Client, path: str, action: str = "") -> Element:
    """The one that goes to this address, or to the page's own."""
    page = parse(client.get(path).content.decode())
    own = path.partition("?")[0]
    wanted = action or own
    return next(each for each in page.iter("form") if each.get("action", own) == wanted)


def submit(client: Client, path: str, action: str = "", **typed: Any) -> Any:
    """What the form holds, with some of it changed; [] is a box that is not ticked."""
    sent = held(form(client, path, action))
    for name, value in typed.items():
        sent[name] = value if isinstance(value, list) else [value]
    return client.post(action or path.partition("?")[0], sent)


def errors(response: Any) -> list[str]:
    page = parse(response.content.decode())
    lists = [each for each in page.iter("ul") if "errorlist" in each.get("class", "")]
    return ["".join(item.itertext()) for each in lists for item in each.iter("li")]
