"""Store the daily bars of a CSV file."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ticker.market.bar import Bar, Interval
from ticker.store.barfile import BadBar, read_bars
from ticker.store.barstore import save_bars
from ticker.web.process import process

BATCH = 2000
"""Bars stored at once: the most of a file that is in memory."""


class Command(BaseCommand):
    help = (
        "Import daily bars from CSV, packed or not, with columns date, open, high, low, close, "
        "volume and symbol (or Name). Importing it again changes nothing. Lines that cannot be "
        "used are named with the reason, the others kept; the exit code is 1 if there were any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="under which name to keep them")
        parser.add_argument("--interval", choices=["1d"], default="1d")

    def handle(self, *args: Any, **options: Any) -> None:
        self._bars_kept = self._lines_left_out = 0
        try:
            with _open(options["file"]) as lines:
                for batch in self._batches(lines):
                    save_bars(options["source"], cast(Interval, options["interval"]), batch)
                    self._bars_kept += len(batch)
        except (OSError, EOFError, zlib.error, ValueError) as error:
            problem = f"{options['file']}: {error}"
            raise CommandError(f"{problem}; {self._bars_kept} bars kept until then") from None
        if self._lines_left_out:
            raise CommandError(
                f"{self._bars_kept} bars kept, {self._lines_left_out} lines left out"
            )
        if options["verbosity"]:
            self.stdout.write(f"{self._bars_kept} bars kept")

    def _batches(self, lines: TextIO) -> Iterator[list[tuple[str, Bar]]]:
        """The last bar of each symbol and day, if a batch has several."""
        batch: dict[tuple[str, int], Bar] = {}
        for result in read_bars(lines, process.universe):
            if isinstance(result, BadBar):
                self._lines_left_out += 1
                self.stderr.write(f"line {result.number}: {result.reason}")
                continue
            batch[result.symbol, result.bar.ts_open] = result.bar
            if len(batch) == BATCH:
                yield [(symbol, bar) for (symbol, _), bar in batch.items()]
                batch = {}
        yield [(symbol, bar) for (symbol, _), bar in batch.items()]


def _open(file: Path) -> TextIO:
    """Invalid UTF-8 becomes characters that no symbol has, and is reported."""
    with file.open("rb") as raw:
        is_packed = raw.read(2) == b"\x1f\x8b"
    if is_packed:
        return cast(TextIO, gzip.open(file, "rt", encoding="utf-8", errors="replace"))
    return file.open(encoding="utf-8", errors="replace")
