"""What a machine can hold of the names in STYLE.md."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from tests.conventions.test_arrows import ROOT, files

FRAMEWORK = {"Meta", "Command", "Migration"}
"""Names that Django asks for."""

SHARED = {"Bar"}
"""A bar, and its table in the database."""

UNCLEAR = re.compile(
    "taken|drawn|gone|own|back|alone|apart|of|found|kept|shown|said|with|beside|merged|chosen|"
    "posted|explained|watched|stamped|framed|held|heard|seen|asked|given|made|begun|told"
)
"""Participles and prepositions that name no function."""


def definitions() -> Iterator[tuple[str, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]]:
    for _, file in files():
        if "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield str(file.relative_to(ROOT)), node


def test_a_class_name_is_there_once() -> None:
    places = defaultdict(list)
    for place, node in definitions():
        if isinstance(node, ast.ClassDef) and node.name not in FRAMEWORK | SHARED:
            places[node.name].append(place)
    assert len(places) > 100
    assert {name: at for name, at in places.items() if len(at) > 1} == {}


def test_functions_are_verbs_or_nouns() -> None:
    wrong = [
        f"{place}: {node.name}"
        for place, node in definitions()
        if not isinstance(node, ast.ClassDef) and UNCLEAR.fullmatch(node.name.strip("_"))
    ]
    assert wrong == []
