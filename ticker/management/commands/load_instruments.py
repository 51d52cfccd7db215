"""Loads the instruments that come with the project, or those of a file like it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ticker.instruments import CSV_FILE, read_definitions
from ticker.models import Instrument


class Command(BaseCommand):
    help = "Load instruments from a CSV file; loading it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=CSV_FILE)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            definitions = read_definitions(options["file"])
        except (OSError, ValueError) as error:
            raise CommandError(f"{options['file']}: {error}") from None
        Instrument.objects.load(definitions)
        if options["verbosity"]:
            self.stdout.write(f"{len(definitions)} instruments loaded")
