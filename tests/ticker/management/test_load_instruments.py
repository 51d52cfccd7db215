"""Loading instruments: twice is as once, and a bad file is one clear error."""

from __future__ import annotations

import io
import os
import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.support.examples import UNIVERSE
from ticker.ingest.definition import definition_from_reference
from ticker.market.events import Reference, encode
from ticker.market.instruments import CSV_FILE, InstrumentDefinition, read_definitions
from ticker.models import IngestToken, Instrument, instrument
from ticker.models.instrument import AFTER_LISTS

pytestmark = pytest.mark.django_db

HEADER = "symbol,name,asset_class,price_increment\n"


def load(*arguments: Any, **options: Any) -> str:
    said = io.StringIO()
    call_command("load_instruments", *arguments, stdout=said, **options)
    return said.getvalue()


def rows() -> list[dict[str, Any]]:
    return [dict(row) for row in Instrument.objects.order_by("pk").values()]


def test_loads_what_comes_with_the_project_and_a_second_time_changes_nothing() -> None:
    definitions = read_definitions(CSV_FILE)
    assert load() == f"{len(definitions)} instruments loaded\n"
    loaded = rows()
    assert list(Instrument.objects.universe()) == definitions
    load()
    assert rows() == loaded


def test_what_changed_is_updated_and_keeps_its_key(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(HEADER + "XNYS:IBM,IBM,EQUITY,0.01\nXNYS:BAC,Bank,EQUITY,0.01\n")
    load(file)
    keys = {row["symbol"]: row["id"] for row in rows()}
    file.write_text(HEADER + "XNYS:BAC,Bank of America,EQUITY,0.05\nXNYS:IBM,IBM,EQUITY,0.01\n")
    assert load(file, verbosity=0) == ""
    assert {row["symbol"]: row["id"] for row in rows()} == keys
    universe = Instrument.objects.universe()
    assert [each.symbol for each in universe] == ["XNYS:BAC", "XNYS:IBM"]
    bank = universe["XNYS:BAC"]
    assert (bank.name, bank.price_increment) == ("Bank of America", Decimal("0.05"))


def test_a_definition_comes_back_as_it_went_in() -> None:
    Instrument.objects.load(list(UNIVERSE))
    assert list(Instrument.objects.universe()) == list(UNIVERSE)
    assert str(Instrument.objects.get(symbol="XNYS:IBM")) == "XNYS:IBM"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER + "XNYS:IBM,IBM,EQUITY,0.01\nIBM,IBM,EQUITY,0.01\n", "line 3: 'IBM' is not VENUE:"),
        (HEADER + "XNYS:IBM,IBM,SHARE,0.01\n", "line 2: Invalid enum value 'SHARE'"),
        ("symbol\nXNYS:IBM\n", "line 2: Object missing required field"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_loaded(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(text)
    with pytest.raises(CommandError) as error:
        load(file)
    assert str(error.value).startswith(f"{file}: {message}")
    assert rows() == []


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "list.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=r"list\.csv"):
        load(file)


def new(*tickers: str) -> list[InstrumentDefinition]:
    events = (Reference(symbol=f"XLON:{each}", ts_event=1, name=each) for each in tickers)
    return [definition_from_reference(each, UNIVERSE) for each in events]


def test_what_reference_events_tell_of_is_added_and_what_is_known_stays(tmp_path: Path) -> None:
    Instrument.objects.load(list(UNIVERSE))
    file = tmp_path / "day.ndjson"
    symbols = ["XNYS:IBM", "XLON:VOD", "XLON:BP"]
    file.write_bytes(
        b"".join(encode(Reference(symbol=each, ts_event=1, name="Other")) for each in symbols)
    )
    known = "processes know them once they begin again\n"
    assert load("--from", str(file)) == f"2 instruments added; {known}"
    universe = Instrument.objects.universe()
    assert [each.symbol for each in universe] == [
        *(each.symbol for each in UNIVERSE),
        *("XLON:BP", "XLON:VOD"),
    ]
    assert (universe["XNYS:IBM"].name, universe["XLON:BP"].name) == ("IBM", "Other")
    assert load("--from", str(file)) == f"0 instruments added; {known}"


def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    text = b"\n" + b"".join(
        encode(Reference(symbol=f"XLON:{number:05}", ts_event=1)) for number in range(2000)
    )
    writer = threading.Thread(target=pipe.write_bytes, args=[text])
    writer.start()
    assert load("--from", str(pipe)).startswith("2000 instruments added;")
    writer.join()


def test_what_is_listed_is_added_and_what_is_known_stays(tmp_path: Path) -> None:
    Instrument.objects.load(list(UNIVERSE))
    file = tmp_path / "nasdaqlisted.txt"
    header = "Symbol|Security Name|Market Category|Test Issue|ETF\n"
    file.write_text(header + "IBM|Another|Q|N|N\nADI|Analog Devices|Q|N|N\n")
    assert load("--from", str(file)).startswith("1 instruments added;")
    universe = Instrument.objects.universe()
    assert [each.symbol for each in universe] == [*(each.symbol for each in UNIVERSE), "XNAS:ADI"]
    file.write_text("no listing\n")
    with pytest.raises(CommandError, match=r"nasdaqlisted\.txt: line 1: neither events nor"):
        load("--from", str(file))


def test_more_than_there_may_be_are_not_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ticker.management.commands.load_instruments.MAX_INSTRUMENTS", 1)
    file = tmp_path / "day.ndjson"
    file.write_bytes(
        b"".join(encode(Reference(symbol=f"XLON:{each}", ts_event=1)) for each in "AB")
    )
    with pytest.raises(CommandError, match=r"day\.ndjson: 0 instruments and 2 more are over 1"):
        load("--from", str(file))
    assert rows() == []


def test_a_source_adds_so_many_and_all_together_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    IngestToken.objects.create(name="desk", digest="d", may_add=True)
    monkeypatch.setattr(instrument, "MAX_OF_SOURCE", 2)
    monkeypatch.setattr(instrument, "MAX_INSTRUMENTS", 4)
    add = Instrument.objects.add
    assert add(new("A", "B", "C"), "desk") == {"XLON:C"}
    assert add(new("A", "C"), "desk") == {"XLON:C"}
    assert add(new("A", "B"), "other") == set(), "they are there already"
    assert add(new("C", "D", "E"), "other") == {"XLON:E"}
    assert add(new("E"), "third") == {"XLON:E"}
    found = Instrument.objects.order_by("symbol").values_list("symbol", "source", "position")
    assert list(found) == [
        ("XLON:A", "desk", AFTER_LISTS),
        ("XLON:B", "desk", AFTER_LISTS),
        ("XLON:C", "other", AFTER_LISTS),
        ("XLON:D", "other", AFTER_LISTS),
    ]


def test_what_a_list_has_is_no_sources_any_more() -> None:
    Instrument.objects.add(new("A"), "desk")
    Instrument.objects.load(new("A"))
    assert Instrument.objects.values_list("source", "position").get() == ("", 0)
