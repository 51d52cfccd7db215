"""Who may import whom: stock_ticker → dashboard → ticker → Django and Channels, never back."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAY_IMPORT = {
    "ticker": {"ticker"},
    "dashboard": {"dashboard", "ticker"},
    "stock_ticker": {"stock_ticker", "dashboard", "ticker"},
}
OURS = {path.parent.name for path in ROOT.glob("*/__init__.py")}
CORE = {
    f"ticker.{name}"
    for name in (
        *("events", "market", "day", "lastvalue", "level1", "instruments", "frames"),
        *("bar", "folding", "minutes", "prints", "state", "tape"),
    )
}


def imported(file: Path) -> set[str]:
    """Every module that the file imports, wherever in it; ``from a import b`` is ``a.b``."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None
            assert node.level == 0, f"{file} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def files() -> Iterator[tuple[str, Path]]:
    for room in MAY_IMPORT:
        for file in sorted((ROOT / room).rglob("*.py")):
            yield room, file


def test_the_rooms_are_all_there() -> None:
    assert set(MAY_IMPORT) <= OURS
    assert {room for room, _ in files()} == set(MAY_IMPORT)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_go_one_way(room: str) -> None:
    wrong = [
        f"{file.relative_to(ROOT)} imports {name}"
        for its, file in files()
        for name in sorted(imported(file))
        if its == room and name.partition(".")[0] in OURS - MAY_IMPORT[room]
    ]
    assert wrong == []


def test_the_markets_core_needs_no_framework() -> None:
    def is_allowed(name: str) -> bool:
        if name.startswith("ticker."):
            return any(name == core or name.startswith(f"{core}.") for core in CORE)
        return name.partition(".")[0] in {"msgspec", *sys.stdlib_module_names}

    found = {core: imported(ROOT / f"{core.replace('.', '/')}.py") for core in CORE}
    assert all(found.values())
    wrong = [
        (core, each) for core, names in found.items() for each in names if not is_allowed(each)
    ]
    assert wrong == []


def test_the_ticker_knows_no_users() -> None:
    names = {name for room, file in files() if room == "ticker" for name in imported(file)}
    assert [each for each in sorted(names) if each.startswith("django.contrib.auth")] == []


def test_vendor_libraries_stay_out_of_the_web_process() -> None:
    names = {name.partition(".")[0] for _, file in files() for name in imported(file)}
    assert names & {"yfinance", "ccxt", "alpaca"} == set()
