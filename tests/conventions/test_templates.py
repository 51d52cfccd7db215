"""Templates hold no script, no style and nothing unescaped: the content security policy would
refuse the first two, nothing would refuse the last."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.conventions.test_arrows import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
UNESCAPED = re.compile(r"\|\s*safe|autoescape|mark_safe|{%\s*(debug|verbatim)")
CODE = re.compile(r"\bjs:|javascript:|hx-on|hx-eval", re.IGNORECASE)

Attributes = list[tuple[str, str | None]]


class Elements(HTMLParser):
    """Every start tag, and what <script> and <style> hold."""

    def __init__(self, template: Path) -> None:
        super().__init__()
        self.found: list[tuple[str, Attributes]] = []
        self.held: list[str] = []
        self.feed(TAG.sub("", template.read_text(encoding="utf-8")))
        self.close()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self.found.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem and data.strip():
            self.held.append(data)


def test_there_are_templates() -> None:
    assert ROOT / "templates" / "partials" / "row.html" in TEMPLATES


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
class TestTemplate:
    def test_scripts_are_files(self, template: Path) -> None:
        elements = Elements(template)
        scripts = [dict(attrs) for tag, attrs in elements.found if tag == "script"]
        assert all("src" in attrs for attrs in scripts)
        assert elements.held == []

    def test_no_attribute_is_code_or_style(self, template: Path) -> None:
        names = {name for _, attrs in Elements(template).found for name, _ in attrs}
        assert [each for each in names if re.match(r"on|style$|hx-on|hx-vars|srcdoc", each)] == []
        assert CODE.findall(template.read_text(encoding="utf-8")) == []

    def test_there_is_no_style_element(self, template: Path) -> None:
        assert "style" not in {tag for tag, _ in Elements(template).found}

    def test_everything_is_escaped(self, template: Path) -> None:
        assert UNESCAPED.findall(template.read_text(encoding="utf-8")) == []

    def test_intervals_are_what_htmx_reads(self, template: Path) -> None:
        """It knows no hours, and asks without a pause where it cannot read one."""
        for _, attrs in Elements(template).found:
            for word in (dict(attrs).get("hx-trigger") or "").split():
                if word[:1].isdigit():
                    assert re.fullmatch(r"[\d.]+(ms|s|m),?", word), word
