"""The project's own instruments, and what a file says of them."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.watchlists.files.badfile import BadFileError
from dashboard.watchlists.files.formats import FORMATS
from dashboard.watchlists.files.parsedfile import ParsedFile
from dashboard.watchlists.listline import ListLine
from ticker.market.instruments import CSV_FILE, InstrumentDefinition, Universe, read_definitions

UNIVERSE = Universe(read_definitions(CSV_FILE))

TWICE = Universe(
    [
        InstrumentDefinition(symbol="XNAS:TWO", name="One", asset_class="EQUITY"),
        InstrumentDefinition(symbol="XNYS:TWO", name="Another", asset_class="EQUITY"),
    ]
)
"""Two companies with one ticker."""


def read(key: str, text: str, universe: Universe = UNIVERSE) -> ParsedFile:
    return FORMATS[key].read(text, universe)


def write(key: str, lines: list[ListLine], universe: Universe = UNIVERSE) -> str:
    return FORMATS[key].write(lines, universe)


def outline(reading: ParsedFile) -> list[str]:
    """Symbols, and headings as # Heading."""
    return [line.symbol or f"# {line.heading}" for line in reading.lines]


def refusal(read_it: Callable[[], object]) -> str:
    """Why it cannot be read, "" where it can."""
    try:
        read_it()
    except BadFileError as error:
        return str(error)
    return ""


def said(reading: ParsedFile) -> list[tuple[str, int, str]]:
    return [(each.kind, each.line, each.text) for each in reading.problems]
