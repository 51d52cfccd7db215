"""Bytes that someone chose as a file: text, or a sentence that says why not and what to do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.watchlists.files.badfile import BadFileError
from dashboard.watchlists.files.text import decode
from tests.dashboard.watchlists.files.known import refusal


@pytest.mark.parametrize(
    "data",
    [
        b"AAPL\nIBM\n",
        b"AAPL\r\nIBM\r\n",
        b"AAPL\rIBM\r",
        b"\xef\xbb\xbfAAPL\nIBM\n",
    ],
)
def test_line_ends_and_a_byte_order_mark_make_no_difference(data: bytes) -> None:
    assert decode(data) == "AAPL\nIBM\n"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"x" * 10_485_760, "The file has 10,485,760 bytes; 1,048,576 can be read. "),
        ("AAPL".encode("utf-16"), "The file is UTF-16. Save it as UTF-8"),
        ("Schlußkurs\n".encode("utf-16-le"), "The file is UTF-16. "),
        ("AAPL\nIBM\n".encode("utf-16-be"), "The file is UTF-16. "),
        (b"AAPL\nIBM\0\n", "The file is not text: line 2 has a byte that is 0. Choose a CSV"),
        (b"PK\x03\x04\x14\x00\x06\x00", "The file is not text: line 1 has a byte that is 0. "),
        (b"\0", "The file is not text: line 1 "),
        ("AAPL\r\nL’Oréal".encode("cp1252"), "Line 2 is not UTF-8: byte 8 of the file is 0x92. "),
        (b"\xef\xbb\xbfA\rB\r\xe9", "Line 3 is not UTF-8: byte 8 of the file is 0xE9. "),
        (b"", "There is nothing in the file. "),
        (b"\xef\xbb\xbf \r\n\t", "There is nothing in the file. "),
    ],
)
def test_what_is_no_text_is_explained(data: bytes, sentence: str) -> None:
    with pytest.raises(BadFileError) as error:
        decode(data)
    assert str(error.value).startswith(sentence)
    assert str(error.value).endswith(".")


@given(st.binary(max_size=200))
@settings(derandomize=True, max_examples=200)
def test_any_bytes_are_text_or_explained(data: bytes) -> None:
    assert refusal(lambda: decode(data)) or decode(data).strip()
