"""What a machine can hold of STYLE.md: how docstrings begin, words that are not used, and how long
a sentence is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests.conventions.test_arrows import ROOT

PACKAGES = ("ticker", "dashboard", "stock_ticker", "deploy", "tools")
DOCS = sorted(
    file
    for file in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))
    if file.name != "STYLE.md"  # it quotes what is wrong
)
BEGINNINGS = ("Of", "By", "As", "With", "What", "Whoever", "Those", "That")
"""Words with which no docstring begins."""

UNUSED = re.compile(
    r"\b(?:anew|whoever|by (?:it|him|her|them)sel(?:f|ves))\b|\bbeside(?=[.,;:)])", re.IGNORECASE
)
"""Words that docs and docstrings do without."""

MOST_WORDS, MEDIAN_WORDS = 35, 18
"""Words of a sentence in the docs: of the longest, and of the one in the middle."""


def docstrings(file: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every docstring, those under constants and fields too."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            if isinstance(statement, ast.Expr):
                value = statement.value
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield statement.lineno, value.value


def python_files() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def prose(document: str) -> str:
    """The document without code, tables, headings, pictures and the addresses of links."""
    text = re.sub(r"^```.*?^```", "\n", document, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^(?:\||#|!\[|    \S).*$", "\n", text, flags=re.MULTILINE)
    return re.sub(r"\]\([^)]*\)", "]", text)


def sentences(document: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n|\n\s*(?:[-*]|\d+\.) ", prose(document)):
        text = re.sub(r"^(?:[-*]|\d+\.) ", "", paragraph.strip())
        for sentence in re.split(r"(?<=[.!?:])\s+", text):
            if len(sentence.split()) > 1:
                yield " ".join(sentence.split())


def test_the_rules_find_what_they_are_for() -> None:
    assert list(sentences("# Title\n\nOne two. Three four\n\n- five six\n")) == [
        "One two.",
        "Three four",
        "five six",
    ]
    assert UNUSED.findall("It starts anew, by itself.") == ["anew", "by itself"]
    assert UNUSED.search("a table beside the chart") is None


def test_no_docstring_begins_as_a_riddle() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}:{line}: {text[:60]}"
        for file in python_files()
        for line, text in docstrings(file)
        if re.match(rf"(?:{'|'.join(BEGINNINGS)})\b", text)
    ]
    assert wrong == []


def test_docstrings_use_plain_words() -> None:
    wrong = [
        f"{file.relative_to(ROOT)}:{line}: {found[0]}"
        for file in python_files()
        if file.name != "test_words.py"
        for line, text in docstrings(file)
        if (found := UNUSED.search(text))
    ]
    assert wrong == []


@pytest.mark.parametrize("document", DOCS, ids=lambda file: str(file.relative_to(ROOT)))
def test_docs_use_plain_words(document: Path) -> None:
    assert [found[0] for found in UNUSED.finditer(prose(document.read_text("utf-8")))] == []


@pytest.mark.parametrize("document", DOCS, ids=lambda file: str(file.relative_to(ROOT)))
def test_sentences_of_the_docs_are_short(document: Path) -> None:
    lengths = {each: len(each.split()) for each in sentences(document.read_text("utf-8"))}
    assert {each for each, words in lengths.items() if words > MOST_WORDS} == set()
    assert not lengths or median(lengths.values()) <= MEDIAN_WORDS


WORD_BUDGET = 28_100
"""Words in docstrings and comments of the product, ``ticker/``, ``dashboard/`` and
``stock_ticker/`` together. It only ever falls."""


def test_the_code_is_commented_sparingly() -> None:
    words = sum(_words(file) for file in python_files() if _is_product(file))
    assert WORD_BUDGET // 2 < words <= WORD_BUDGET


def _is_product(file: Path) -> bool:
    return file.relative_to(ROOT).parts[0] in ("ticker", "dashboard", "stock_ticker")


def _words(file: Path) -> int:
    comments = re.findall(r"(?<!\S)#(?!!) ?(.*)", file.read_text(encoding="utf-8"))
    texts = [*comments, *(text for _, text in docstrings(file))]
    return sum(len(text.split()) for text in texts)
