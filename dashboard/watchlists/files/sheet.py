from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from dashboard.watchlists.files.badfile import BadFileError


def read_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not empty with the line that it begins in. Raises BadFileError."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise BadFileError(
                f"Line {number} cannot be read: a quotation mark that opens a cell is not closed "
                "at its end, or the cell is far too long. Mend it and choose the file again."
            ) from None
        if "".join(cells).strip():
            yield number, cells


def write_rows(table: Iterable[Iterable[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    return out.getvalue()
