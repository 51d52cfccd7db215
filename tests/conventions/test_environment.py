"""Every variable that is read from the environment is explained, and none that is not."""

from __future__ import annotations

import re

from tests.conventions.test_arrows import ROOT
from tests.support.server import PROJECT_SETTINGS

READ = re.compile(r'\benv\.\w+\(\s*"([A-Z_]+)"')
ROW = re.compile(r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|", re.MULTILINE)
SETTINGS = (ROOT / "stock_ticker" / "settings.py").read_text()


def test_the_table_has_what_is_read() -> None:
    rows = ROW.findall((ROOT / "docs" / "installation.md").read_text(encoding="utf-8"))
    explained = {name for row in rows for name in re.findall(r"[A-Z_]+", row)}
    assert explained == set(READ.findall(SETTINGS)) != set()


def test_the_table_is_in_one_place() -> None:
    assert not ROW.search((ROOT / "README.md").read_text(encoding="utf-8"))


def test_servers_of_tests_inherit_none_of_it() -> None:
    assert set(READ.findall(SETTINGS)) <= set(PROJECT_SETTINGS)
