"""axe-core, which reads a page as a screen reader and a keyboard do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from playwright.sync_api import Error, Page

from tests.support.server import ROOT

FILE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
RUN = """which => axe.run(document, { runOnly: which, resultTypes: ["violations"] })"""
CUT = 160
"""How much of an element a report shows."""


def violations(page: Page) -> list[str]:
    """Each a line: the rule, where it is broken, what stands there and what is wrong with it."""
    return _found(page, {"type": "tag", "values": TAGS})


def violations_in_both(page: Page) -> list[str]:
    """In a light window that is then dark for a moment: what differs is the contrast."""
    wrong = violations(page)
    page.emulate_media(color_scheme="dark")
    wrong += [f"dark: {line}" for line in _found(page, CONTRAST)]
    page.emulate_media(color_scheme="light")
    return wrong


def _found(page: Page, which: Mapping[str, object]) -> list[str]:
    try:
        found = _run(page, which)
    except Error as error:
        # A page that was not heard of for a while, on a busy machine, loads itself.
        if "context was destroyed" not in str(error):
            raise
        page.wait_for_load_state()
        found = _run(page, which)
    return [line for rule in found["violations"] for line in _lines(rule)]


def _run(page: Page, which: Mapping[str, object]) -> dict[str, Any]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(_program())
    found: dict[str, Any] = page.evaluate(RUN, which)
    return found


@cache
def _program() -> str:
    assert FILE.exists(), f"there is no {FILE}: bin/test installs it"
    return FILE.read_text(encoding="utf-8")


def _lines(rule: dict[str, Any]) -> Iterator[str]:
    for node in rule["nodes"]:
        where = " ".join(str(part) for part in node["target"])
        wrong = " ".join(node["failureSummary"].split())
        yield f"{rule['id']} at {where}: {node['html'][:CUT]} | {wrong}"
