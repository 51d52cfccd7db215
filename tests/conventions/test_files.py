"""What the project has none of: our own JavaScript, drawers for everything, hidden flow."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from tests.conventions.test_arrows import MAY_IMPORT, ROOT, files
from tools.rooms import imported_names

ELSEWHERE = {"node_modules", "var", ".git", "__pycache__"}
SCRIPTS = {".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".coffee", ".wasm"}


def all_files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [each for each in folders if each not in ELSEWHERE]
        yield from (Path(folder) / name for name in names)


def test_there_is_no_script_of_ours() -> None:
    found = list(all_files())
    assert ROOT / "static" / "stock_ticker.css" in found
    assert [path for path in found if path.suffix in SCRIPTS] == []


def test_there_is_no_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "common", "misc", "services", "signals", "managers"}
    names = {path.stem for _, path in files()} | {path.parent.name for _, path in files()}
    assert {"market", "boards"} <= names
    assert names & drawers == set()


def test_nothing_flows_by_signals_or_starts_with_the_app() -> None:
    names = {name for _, file in files() for name in imported_names(file)}
    assert [each for each in names if re.match(r"django\.(dispatch|\S+\.signals)\b", each)] == []
    apps = [ROOT / room / "apps.py" for room in MAY_IMPORT if (ROOT / room / "apps.py").exists()]
    assert apps
    assert [app for app in apps if "def ready" in app.read_text()] == []
