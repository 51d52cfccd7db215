"""Stylesheets have a file for each component, every rule in a layer, and no unused class."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from stock_ticker.stylesheets import IMPORT
from tests.conventions.test_arrows import ROOT, files

STATIC = ROOT / "static"
WHOLE = {
    "stock_ticker.css": "tokens, base, layout, components, states",
    "kiosk.css": "tokens, base, layout, components, states, wall, motion",
}
"""The stylesheets that pages load, and their layers."""

COMPONENTS = sorted(each.relative_to(STATIC).as_posix() for each in STATIC.rglob("css/**/*.css"))
LONGEST_LINE = 100

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CLASS = re.compile(r"\.([a-zA-Z_][\w-]*)")
STRING = re.compile(r'"[^"]*"')
ATTRIBUTE = re.compile(r'\bclass="([^"]*)"')
CLASSES = re.compile(r"[\w*-]+(?: [\w*-]+)*")
NUMBERED = re.compile(r"([a-z]+)\*")
NAMED = re.compile(r"([a-z]+(?:-[a-z]+)*-)\*")
"""Classes that end with a value: a number where it has no hyphen before it."""

THEIRS = {
    "errorlist": "Django's forms",
    "htmx-request": "htmx, on what sends a request",
}
"""Classes that come from elsewhere."""


def css(name: str) -> str:
    """The text of the file without comments."""
    return COMMENT.sub("", (STATIC / name).read_text(encoding="utf-8"))


def preludes(text: str) -> list[str]:
    """The selectors and conditions, which stand before braces."""
    return [each.strip() for each in re.findall(r"([^{};]+){", text)]


def outermost_preludes(text: str) -> list[str]:
    """Preludes of the blocks that are in no other block."""
    found, depth = [], 0
    for prelude, brace in re.findall(r"([^{}]*)([{}])", text):
        if brace == "{" and depth == 0:
            found.append(prelude.strip())
        depth += 1 if brace == "{" else -1
    return found


def selector_classes(name: str) -> set[str]:
    """Classes in the selectors of the file."""
    selectors = [each for each in preludes(css(name)) if not each.startswith("@")]
    return {each for one in selectors for each in CLASS.findall(STRING.sub('""', one))}


def used_classes() -> Iterator[str]:
    """Classes in templates, and strings in Python that may be classes; * stands for a value."""
    for file in (ROOT / "templates").rglob("*.html"):
        text = re.sub(r"{%.*?%}", " ", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        for value in ATTRIBUTE.findall(re.sub(r"{{.*?}}", "*", text)):
            yield from value.split()
    for _, file in files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            text = _text(node)
            if CLASSES.fullmatch(text.strip()):
                yield from text.split()


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(each) or "*" for each in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def unused_classes(classes: set[str], words: set[str]) -> set[str]:
    numbered = {found[1] for word in words if (found := NUMBERED.fullmatch(word))}
    named = {found[1] for word in words if (found := NAMED.fullmatch(word))}
    return {
        each
        for each in classes - words
        if re.sub(r"\d+$", "", each) not in numbered and re.sub(r"\w+$", "", each) not in named
    }


def test_there_are_components() -> None:
    assert {"css/tokens.css", "css/chart/plot.css", "css/kiosk/wall.css"} <= set(COMPONENTS)


def test_each_component_is_imported_once() -> None:
    imported = Counter(each for name in WHOLE for each in IMPORT.findall(css(name)))
    assert imported == Counter(COMPONENTS)


@pytest.mark.parametrize("name", WHOLE)
def test_the_whole_only_names_its_layers_and_components(name: str) -> None:
    assert IMPORT.sub("", css(name)).split() == f"@layer {WHOLE[name]};".split()


def test_walls_have_the_components_of_their_own() -> None:
    of_walls = {each for each in COMPONENTS if each.startswith("css/kiosk/")}
    assert set(IMPORT.findall(css("kiosk.css"))) == of_walls


@pytest.mark.parametrize("name", COMPONENTS)
class TestComponent:
    def test_every_rule_is_in_a_layer(self, name: str) -> None:
        """One in none would win over every other."""
        layers = {f"@layer {each}" for each in WHOLE["kiosk.css"].split(", ")}
        others = set(outermost_preludes(css(name))) - layers
        assert [each for each in others if not re.match(r"@(keyframes|property)\b", each)] == []

    def test_imports_nothing(self, name: str) -> None:
        assert "@import" not in css(name)

    def test_lines_are_short(self, name: str) -> None:
        lines = (STATIC / name).read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if len(line) > LONGEST_LINE] == []


def test_every_class_is_used() -> None:
    classes = {each for name in COMPONENTS for each in selector_classes(name)}
    assert {"word", "quotes", "chart-plot", "wall", "f0", "said-error"} <= classes
    assert unused_classes(classes, set(used_classes())) == set(THEIRS)


def test_a_class_that_nothing_uses_is_found() -> None:
    words = {"word", "f*", "said-*", "*-*", "*", "screen-state"}
    classes = {"word", "f3", "said-error", "foot", "screen", "word-3", "said"}
    assert unused_classes(classes, words) == {"foot", "screen", "word-3", "said"}
