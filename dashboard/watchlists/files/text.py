from __future__ import annotations

import codecs

from dashboard.watchlists import limits
from dashboard.watchlists.files.badfile import BadFileError

UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SAMPLE_SIZE = 4096
"""Bytes that tell UTF-16 from binary data."""

SAVE_AGAIN = "Save it as UTF-8 (a spreadsheet calls this “CSV UTF-8”) and choose it again."


def decode(data: bytes) -> str:
    """Decode UTF-8 with any line ends, with or without a byte order mark. Raises BadFileError."""
    if len(data) > limits.FILE:
        raise BadFileError(
            f"The file has {len(data):,} bytes; {limits.FILE:,} can be read. "
            "Make several smaller files of it."
        )
    if _is_utf16(data):
        raise BadFileError(f"The file is UTF-16. {SAVE_AGAIN}")
    text = _decode_utf8(data).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise BadFileError("There is nothing in the file. Choose one that has symbols in it.")
    return text


def _is_utf16(data: bytes) -> bool:
    """Detect the mark, or that every other byte is 0."""
    start = data[:SAMPLE_SIZE]
    halves = start[::2], start[1::2]
    return data.startswith(UTF16_BOMS) or any(
        half.count(0) > len(half) * 0.9 and other and not other.count(0)
        for half, other in (halves, halves[::-1])
    )


def _decode_utf8(data: bytes) -> str:
    if 0 in data:
        raise BadFileError(
            f"The file is not text: line {_line_number(data, data.index(0))} has a byte that is 0. "
            "Choose a CSV or text file; a workbook must be saved as one first."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = error.start + (len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0)
        raise BadFileError(
            f"Line {_line_number(data, start)} is not UTF-8: byte {start + 1} of the file is "
            f"0x{data[start]:02X}. {SAVE_AGAIN}"
        ) from None


def _line_number(data: bytes, offset: int) -> int:
    before = data[:offset]
    return 1 + before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")
