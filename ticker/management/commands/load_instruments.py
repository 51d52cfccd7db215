"""Load the instruments of the project, of a CSV file, of reference events, or of an exchange's
listing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from ticker.ingest.definition import read_reference_definitions
from ticker.market.instruments import CSV_FILE, read_definitions
from ticker.models import MAX_INSTRUMENTS, Instrument
from ticker.store.listing import read_listing

AT_ONCE = 1000
"""Instruments looked up at once."""


class Command(BaseCommand):
    help = "Load instruments from a CSV file; loading it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        files = parser.add_mutually_exclusive_group()
        files.add_argument("file", nargs="?", type=Path, default=CSV_FILE)
        files.add_argument(
            "--from",
            type=Path,
            dest="source",
            metavar="FILE",
            help=(
                "add what its reference events tell of (NDJSON), or what is listed (Nasdaq's "
                "symbol directory, a screener's table); what is known stays as it is"
            ),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file = options["source"] or options["file"]
        try:
            if options["source"]:
                summary = _add_from_file(file)
            else:
                definitions = read_definitions(file)
                Instrument.objects.load(definitions)
                summary = f"{len(definitions)} instruments loaded"
        except (OSError, ValueError) as error:
            raise CommandError(f"{file}: {error}") from None
        if options["verbosity"]:
            self.stdout.write(summary)


def _add_from_file(file: Path) -> str:
    """Raises OSError, ValueError and CommandError; then nothing is added."""
    before = Instrument.objects.count()
    with file.open("rb") as lines:
        # A pipe can be read only once.
        beginning = lines.peek().lstrip()
        is_listing = beginning and not beginning.startswith(b"{")
        read = read_listing if is_listing else read_reference_definitions
        definitions = read(lines, Instrument.objects.universe())
    if before + len(definitions) > MAX_INSTRUMENTS:
        raise ValueError(
            f"{before} instruments and {len(definitions)} more are over {MAX_INSTRUMENTS}"
        )
    with transaction.atomic():
        for start in range(0, len(definitions), AT_ONCE):
            Instrument.objects.add(definitions[start : start + AT_ONCE])
    return f"{len(definitions)} instruments added; processes know them once they begin again"
