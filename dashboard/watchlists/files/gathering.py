from __future__ import annotations

from collections.abc import Callable

from dashboard.forms.oneline import cut, one_line, short
from dashboard.watchlists import limits
from dashboard.watchlists.files.badfile import BadFileError
from dashboard.watchlists.files.reading import Kind, Problem, Reading
from dashboard.watchlists.files.symbols import UnresolvedError
from dashboard.watchlists.line import Line

PROBLEMS = 200
"""The most problems of each kind: nobody reads more on a page."""

MENTIONS = 10 * limits.SYMBOLS
"""The most mentions of symbols in a file, which may have several lots of each."""


class Gathering:
    """The lines and problems of a file while it is read. Line numbers start at 1; 0 is the whole
    file."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._problems: list[Problem] = []
        self._counts: dict[Kind, int] = {"unresolved": 0, "not_carried": 0}
        self._symbols: set[str] = set()
        self._mentions = 0
        self._headings = 0

    def new(self, number: int, text: str, named: Callable[[str], str]) -> str | None:
        """Return the symbol that ``text`` names, None if the list cannot have it or has it
        already."""
        self._mentions += 1
        if self._mentions > MENTIONS:
            return None
        try:
            symbol = named(text.upper())
        except UnresolvedError as error:
            self._symbols.add(text.upper())
            self._add("unresolved", number, text, str(error))
            return None
        if symbol in self._symbols:
            self.not_carried(
                number, text, f"A list has a symbol once: the first {symbol} is kept, not this one."
            )
            return None
        self._symbols.add(symbol)
        return symbol if len(self._symbols) <= limits.SYMBOLS else None

    def not_carried(self, number: int, text: str, why: str) -> None:
        self._add("not_carried", number, text, why)

    def heading(self, number: int, text: str) -> None:
        self._headings += 1
        if self._headings > limits.SECTIONS:
            return
        if name := self.line_of_text(number, text, limits.NAME, "A heading"):
            self.lines.append(Line(heading=name))
        else:
            self.not_carried(
                number, text, "A heading without a name is not kept; what follows it is."
            )

    def line_of_text(self, number: int, text: str, most: int, what: str) -> str:
        """Return one line of at most ``most`` characters. A cut is listed as a problem."""
        line = one_line(text)
        if len(line) <= most:
            return line
        self.not_carried(
            number, text, f"{what} has at most {most} characters: the rest of these is not kept."
        )
        return cut(line, most)

    def finished(self, lacks: tuple[str, ...] = ()) -> Reading:
        """Raises BadFileError if the file holds more than a list may have."""
        symbols = len(self._symbols) if self._mentions <= MENTIONS else self._mentions
        self._allow("symbols", symbols, limits.SYMBOLS)
        self._allow("sections", self._headings, limits.SECTIONS)
        return Reading(
            lines=self.lines,
            problems=self._problems,
            left_off={kind: max(n - PROBLEMS, 0) for kind, n in self._counts.items()},
            lacks=lacks,
        )

    def _add(self, kind: Kind, number: int, text: str, why: str) -> None:
        self._counts[kind] += 1
        if self._counts[kind] <= PROBLEMS:
            self._problems.append(Problem(kind, number, short(text), why))

    def _allow(self, what: str, count: int, most: int) -> None:
        if count > most:
            raise BadFileError(
                f"The file holds {count:,} {what}; a list may have {most:,}. "
                "Make several smaller files of it."
            )
