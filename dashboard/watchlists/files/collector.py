from __future__ import annotations

from collections.abc import Callable

from dashboard.forms.text import one_line, shorten, truncate
from dashboard.watchlists import limits
from dashboard.watchlists.files.badfile import BadFileError
from dashboard.watchlists.files.parsedfile import ParsedFile, Problem, ProblemKind
from dashboard.watchlists.files.symbols import UnresolvedError
from dashboard.watchlists.listline import ListLine

MAX_PROBLEMS = 200
"""The most problems of each kind: nobody reads more on a page."""

MAX_MENTIONS = 10 * limits.SYMBOLS
"""The most mentions of symbols in a file, which may have several lots of each."""


class LineCollector:
    """The lines and problems of a file while it is read. Line numbers start at 1; 0 is the whole
    file."""

    def __init__(self) -> None:
        self.lines: list[ListLine] = []
        self._problems: list[Problem] = []
        self._counts: dict[ProblemKind, int] = {"unresolved": 0, "not_carried": 0}
        self._symbols: set[str] = set()
        self._mentions = 0
        self._headings = 0

    def resolve_new(self, number: int, text: str, resolve: Callable[[str], str]) -> str | None:
        """Return the symbol that ``text`` names, None if the list cannot have it or has it
        already."""
        self._mentions += 1
        if self._mentions > MAX_MENTIONS:
            return None
        try:
            symbol = resolve(text.upper())
        except UnresolvedError as error:
            self._symbols.add(text.upper())
            self._add_problem("unresolved", number, text, str(error))
            return None
        if symbol in self._symbols:
            self.report_not_carried(
                number, text, f"A list has a symbol once: the first {symbol} is kept, not this one."
            )
            return None
        self._symbols.add(symbol)
        return symbol if len(self._symbols) <= limits.SYMBOLS else None

    def report_not_carried(self, number: int, text: str, why: str) -> None:
        self._add_problem("not_carried", number, text, why)

    def add_heading(self, number: int, text: str) -> None:
        self._headings += 1
        if self._headings > limits.SECTIONS:
            return
        if name := self.fit_text(number, text, limits.NAME, "A heading"):
            self.lines.append(ListLine(heading=name))
        else:
            self.report_not_carried(
                number, text, "A heading without a name is not kept; what follows it is."
            )

    def fit_text(self, number: int, text: str, max_length: int, label: str) -> str:
        """Return one line of at most ``most`` characters. A cut is listed as a problem."""
        line = one_line(text)
        if len(line) <= max_length:
            return line
        self.report_not_carried(
            number,
            text,
            f"{label} has at most {max_length} characters: the rest of these is not kept.",
        )
        return truncate(line, max_length)

    def finish(self, missing_fields: tuple[str, ...] = ()) -> ParsedFile:
        """Raises BadFileError if the file holds more than a list may have."""
        symbols = len(self._symbols) if self._mentions <= MAX_MENTIONS else self._mentions
        self._check_limit("symbols", symbols, limits.SYMBOLS)
        self._check_limit("sections", self._headings, limits.SECTIONS)
        return ParsedFile(
            lines=self.lines,
            problems=self._problems,
            omitted_counts={kind: max(n - MAX_PROBLEMS, 0) for kind, n in self._counts.items()},
            missing_fields=missing_fields,
        )

    def _add_problem(self, kind: ProblemKind, number: int, text: str, why: str) -> None:
        self._counts[kind] += 1
        if self._counts[kind] <= MAX_PROBLEMS:
            self._problems.append(Problem(kind, number, shorten(text), why))

    def _check_limit(self, what: str, count: int, limit: int) -> None:
        if count > limit:
            raise BadFileError(
                f"The file holds {count:,} {what}; a list may have {limit:,}. "
                "Make several smaller files of it."
            )
