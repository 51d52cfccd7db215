"""Templates hold no script, no style and nothing unescaped: the content security policy would
refuse the first two, nothing would refuse the last. They are laid out to be read."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.conventions.test_arrows import ROOT
from tests.support.examples import IBM, UNIVERSE, level
from ticker.live.fragments import out_of_band
from ticker.rows.columns import COLUMNS
from ticker.rows.rows import Kind, Layout, render_row

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FILES = sorted(file for file in (ROOT / "templates").rglob("*") if file.is_file())
LONGEST_LINE = 120
LONGER: dict[str, str] = {}
"""Templates that may have longer lines, and why."""

WORD_BEFORE_ELEMENT = re.compile(
    r"""([\w.,:;!?)”’]|(?<!" )}})\n *<(a|b|code|i|small|span|time|tspan)\b"""
)
WORD_AFTER_ELEMENT = re.compile(
    r"""</(a|b|code|i|small|span|time|tspan)>\n *([\w(“·]|{{ (?!" "))"""
)
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


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
class TestLayout:
    def test_ends_with_one_line_break(self, file: Path) -> None:
        text = file.read_text(encoding="utf-8")
        assert text == text.rstrip() + "\n"

    def test_lines_are_short(self, file: Path) -> None:
        lines = file.read_text(encoding="utf-8").splitlines()
        too_long = [number for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE]
        assert bool(too_long) == (file.relative_to(ROOT).as_posix() in LONGER), too_long

    def test_lines_are_indented_by_two_spaces(self, file: Path) -> None:
        for line in file.read_text(encoding="utf-8").splitlines():
            assert line == line.rstrip()
            assert not line.startswith("\t")
            assert (len(line) - len(line.lstrip())) % 2 == 0, line

    def test_no_template_tag_spans_lines(self, file: Path) -> None:
        """Django and editors read tags of one line only, although the loader would join them."""
        assert re.findall(r"{[%{#](?:(?![%}#]}).)*\n", file.read_text(encoding="utf-8")) == []

    def test_no_verbatim_text_ends_with_a_line_break(self, file: Path) -> None:
        """The loader folds the text of every element."""
        text = file.read_text(encoding="utf-8")
        assert re.findall(r"\n *</(?:pre|textarea)>", text) == []

    def test_no_space_between_words_is_lost(self, file: Path) -> None:
        """At a line break before or after an inline element the loader leaves none."""
        text = file.read_text(encoding="utf-8")
        assert [match[0] for match in WORD_BEFORE_ELEMENT.finditer(text)] == []
        assert [match[0] for match in WORD_AFTER_ELEMENT.finditer(text)] == []


@pytest.mark.parametrize("kind", ["row", "tape", "tile", "quote"])
def test_line_breaks_around_a_row_change_nothing(
    kind: Kind, tmp_path: Path, settings: Settings
) -> None:
    columns = tuple(COLUMNS)
    now = render_row(level(), UNIVERSE[IBM], Layout(table="now", columns=columns, kind=kind))
    folder = shutil.copytree(ROOT / "templates", tmp_path / "templates")
    file = folder / "partials" / f"{kind}.html"
    file.write_text("\n" + file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [folder]}]
    then = render_row(level(), UNIVERSE[IBM], Layout(table="then", columns=columns, kind=kind))
    assert then == now.replace("row-now-", "row-then-")
    assert "\n" not in out_of_band(then)
