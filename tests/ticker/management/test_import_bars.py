"""Daily bars from a file: the good lines are kept, the bad ones named, and twice is as once."""

from __future__ import annotations

import gzip
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ticker import models
from ticker.store import barstore
from ticker.web.process import process

pytestmark = pytest.mark.django_db
GOOD = """date,open,high,low,close,volume,Name
2018-02-05,150.0,153.5,149.25,152.53,1000,IBM
2018-02-06,151.1,155.00,150,155,2000,IBM
2018-02-06,155,160,154,159.5,3000,AAPL
"""


@pytest.fixture(autouse=True)
def universe(monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("load_instruments", verbosity=0)
    monkeypatch.setitem(process.__dict__, "universe", models.Instrument.objects.universe())


def kept(symbol: str = "XNYS:IBM") -> list[str]:
    bars = barstore.read_bars("kaggle", symbol, "1d", 0, 2**62)
    return [f"{bar.open} {bar.high} {bar.low} {bar.close} {bar.volume}" for bar in bars]


@pytest.mark.parametrize("is_packed", [False, True])
def test_bars_are_kept_as_they_are_written_and_once(tmp_path: Path, is_packed: bool) -> None:
    file = tmp_path / "daily.csv"
    file.write_bytes(gzip.compress(GOOD.encode()) if is_packed else GOOD.encode())
    for _ in range(2):
        call_command("import_bars", str(file), "--source", "kaggle", verbosity=0)
    assert kept() == ["150.0 153.5 149.25 152.53 1000", "151.1 155.00 150 155 2000"]
    assert kept("XNAS:AAPL") == ["155 160 154 159.5 3000"]
    assert models.Bar.objects.count() == 3


def test_bad_lines_are_named_and_the_others_kept(tmp_path: Path) -> None:
    file = tmp_path / "daily.csv"
    file.write_text(f"{GOOD}2018-02-07,1,2,0.5,9,1,IBM\n2018-02-08,1,2,1,2,1,NOSUCH\n")
    said = StringIO()
    with pytest.raises(CommandError, match="3 bars kept, 2 lines left out"):
        call_command("import_bars", str(file), "--source", "kaggle", stderr=said)
    assert "line 5:" in said.getvalue()
    assert "line 6:" in said.getvalue()
    assert len(kept()) == 2


def test_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_bars", str(tmp_path / "none.csv"), "--source", "kaggle")
