"""Files that are broken, huge or meant to do harm: a sentence, at once, and nothing else."""

from __future__ import annotations

import csv
import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.watchlists import limits
from dashboard.watchlists.files.badfile import BadFileError
from dashboard.watchlists.files.collector import MAX_PROBLEMS
from dashboard.watchlists.files.formats import FORMATS, detect
from dashboard.watchlists.files.text import decode
from dashboard.watchlists.listline import ListLine
from tests.dashboard.watchlists.files.known import UNIVERSE, read, refusal, write

HEADER = "Symbol,Purchase Price,Transaction Type\n"
PIECES = ["A", "AAPL", "###", ",", "\n", '"', "'", "=", ":", "DES", "STK", "HED", "Symbol", "1e9"]
ANY_TEXT = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@pytest.mark.parametrize("key", FORMATS)
@pytest.mark.parametrize("header", ["", HEADER])
@given(text=ANY_TEXT)
@settings(derandomize=True, max_examples=100, deadline=None)
def test_any_text_is_read_or_refused(key: str, header: str, text: str) -> None:
    if why := refusal(lambda: read(key, header + text)):
        assert why.endswith(".")
        return
    once = write(key, read(key, header + text).lines)
    assert write(key, read(key, once).lines) == once


@given(data=st.binary(max_size=100) | ANY_TEXT.map(str.encode))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    why = refusal(lambda: detect(decode(data)).read(decode(data), UNIVERSE))
    assert why == "" or why.endswith(".")


@pytest.mark.parametrize(("key", "header"), [("yahoo", HEADER), ("plain", "Symbol,Note\n")])
@pytest.mark.parametrize(
    "row", ['AAPL,"never closed\n' + "IBM\n" * 9, 'AAPL,"a"b\n', "A" * 200_000]
)
def test_broken_csv_names_the_line(key: str, header: str, row: str) -> None:
    with pytest.raises(BadFileError, match=r"^Line 3 cannot be read: a quotation mark .* again\.$"):
        read(key, f"{header}MSFT,\n{row}")


@pytest.mark.parametrize(("key", "header"), [("tradingview", ""), ("plain", ""), ("yahoo", HEADER)])
@pytest.mark.parametrize("symbol", ["S{}", "AAPL"])
def test_a_hundred_thousand_symbols_are_refused(key: str, header: str, symbol: str) -> None:
    text = header + "\n".join(symbol.format(n) for n in range(100_000))
    with pytest.raises(BadFileError) as error:
        read(key, text)
    sentence = "The file holds 100,000 symbols; a list may have 1,000. Make several smaller files"
    assert str(error.value).startswith(sentence)


def test_as_many_as_a_list_may_have_are_read() -> None:
    unknown = [f"S{n}" for n in range(limits.SYMBOLS - 1)]
    assert len(read("plain", "\n".join(["AAPL", *unknown])).lines) == 1
    with pytest.raises(BadFileError, match="holds 1,001 symbols"):
        read("plain", "\n".join(["AAPL", "ONE MORE", *unknown]))


def test_more_sections_than_a_list_may_have_are_refused() -> None:
    assert len(read("tradingview", "###a," * limits.SECTIONS).lines) == limits.SECTIONS
    with pytest.raises(BadFileError, match="The file holds 101 sections; a list may have 100"):
        read("tradingview", "###a," * (limits.SECTIONS + 1))


def test_only_the_first_problems_are_kept_and_the_rest_are_counted() -> None:
    reading = read("plain", "\n".join([f"S{n}" for n in range(900)] + ["AAPL"] * 302))
    assert len(reading.unresolved) == len(reading.not_carried) == MAX_PROBLEMS
    assert reading.omitted_counts == {"unresolved": 700, "not_carried": 101}
    assert all(len(each.text) <= 40 for each in reading.problems)


@pytest.mark.parametrize("key", FORMATS)
@pytest.mark.parametrize("piece", ["A\n", '###,"",x:y\n'])
def test_a_mebibyte_of_anything_takes_no_longer_a_byte_than_less(key: str, piece: str) -> None:
    pieces = (limits.FILE - len(HEADER)) // len(piece)
    assert seconds(key, piece * pieces) < 30 * seconds(key, piece * (pieces // 8))


def seconds(key: str, rows: str) -> float:
    text = HEADER + rows
    began = time.process_time()
    assert detect(text).key == "yahoo"
    assert len(refusal(lambda: read(key, text))) < 200
    return time.process_time() - began


@pytest.mark.parametrize("key", ["yahoo", "ibkr", "plain"])
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "'=", '"='])
def test_no_spreadsheet_runs_what_someone_wrote(key: str, start: str) -> None:
    hostile = f'{start}HYPERLINK("http://x.example","y")'
    text = write(key, [ListLine(heading=hostile), ListLine(symbol="XNAS:AAPL", note=hostile)])
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
