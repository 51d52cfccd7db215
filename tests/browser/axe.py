"""axe-core, which reads a page as a screen reader and a keyboard do."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.server import ROOT

FILE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """tags => axe.run(document, {
    runOnly: { type: "tag", values: tags }, resultTypes: ["violations"],
})"""
CUT = 160
"""How much of an element a report shows."""


def violations(page: Page) -> list[str]:
    """Each a line: the rule, where it is broken, what stands there and what is wrong with it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_program())
    found: dict[str, Any] = page.evaluate(RUN, list(TAGS))
    return [line for rule in found["violations"] for line in _lines(rule)]


@cache
def _program() -> str:
    assert FILE.exists(), f"there is no {FILE}: bin/test installs it"
    return FILE.read_text(encoding="utf-8")


def _lines(rule: dict[str, Any]) -> Iterator[str]:
    for node in rule["nodes"]:
        where = " ".join(str(part) for part in node["target"])
        wrong = " ".join(node["failureSummary"].split())
        yield f"{rule['id']} at {where}: {node['html'][:CUT]} | {wrong}"
