"""An open page without a browser: its HTML, and what is pushed put in place by id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, tostring

from tests.support.markup import classes, parse, text

FLASH = re.compile(r"(flash-(up|down)?|f\d)$")


class OpenPage:
    def __init__(self, html: str) -> None:
        self.root = parse(html)
        self._index(self.root)

    def _index(self, element: Element) -> None:
        self.ids = {each.get("id", ""): each for each in self.root.iter() if each.get("id")}

    @property
    def socket(self) -> str:
        """Where its pushes come from."""
        return next(each.get("hx-ws:connect", "") for each in self.root.iter("div"))

    def apply(self, message: str) -> None:
        """Asserts that the page has a place for everything that is in the message."""
        for pushed in parse(message):
            place = self.ids.get(pushed.get("id", ""))
            assert place is not None, f"nowhere to put {tostring(pushed, 'unicode')[:200]}"
            tail = place.tail
            place.clear()
            place.tag, place.text, place.tail = pushed.tag, pushed.text, tail
            place.attrib = {name: value for name, value in pushed.items() if name != "hx-swap-oob"}
            place.extend(pushed)
            if pushed.tag in ("tbody", "ul", "main"):
                self._index(self.root)

    def bodies(self) -> dict[str, list[str]]:
        """The rows of every table in order, without what a flash leaves behind."""
        found = {name: each for name, each in self.ids.items() if name.startswith("rows-")}
        return {name: [html_without_flash(row) for row in body] for name, body in found.items()}

    def row(self, symbol: str) -> Element:
        return next(row for row in self.rows() if row.get("data-symbol") == symbol)

    def rows(self) -> Iterator[Element]:
        return (each for each in self.root.iter("tr") if each.get("data-symbol"))

    def cell(self, symbol: str, key: str) -> str:
        return text(next(cell for cell in self.row(symbol) if key in classes(cell)))


def is_flashing(element: Element) -> bool:
    return any(FLASH.match(each) for part in element.iter() for each in classes(part))


def html_without_flash(row: Element) -> str:
    """The row's HTML without what a flash leaves behind."""
    html = tostring(row, "unicode").strip()
    return re.sub(r' class="([^"]*)"', lambda found: f' class="{_without_flash(found[1])}"', html)


def _without_flash(css: str) -> str:
    return " ".join(each for each in css.split() if not FLASH.match(each))
