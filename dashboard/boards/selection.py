"""A selection: a board as one person chose to see it. Page, data files and push share it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from dashboard.boards.boards import Board
from dashboard.boards.choices import Choices
from dashboard.boards.ordering import ordered
from ticker.level1 import Level1
from ticker.mirror import Mirror
from ticker.rows import Layout
from ticker.view import View

PAGE_SIZE = 100


class Selection(Struct, frozen=True):
    board: Board
    choices: Choices
    table: str = "board"
    page_size: int = PAGE_SIZE
    kind: Literal["row", "tape"] = "row"

    def levels(self, mirror: Mirror) -> list[Level1]:
        """Every row, all pages, in order."""
        found = _matching(self.board.levels(mirror), self.choices.q)
        return ordered(found, self.choices.sort or self.board.sort)

    def symbols(self, mirror: Mirror) -> list[str]:
        """The symbols of the chosen page."""
        start = (self.choices.page - 1) * self.page_size
        return [level.symbol for level in self.levels(mirror)[start : start + self.page_size]]

    @property
    def layout(self) -> Layout:
        return Layout(
            table=self.table,
            columns=self.choices.columns,
            kind=self.kind,
            link_query=self.choices.elsewhere().replace("?", "&"),
            empty_text=f"Nothing matches “{self.choices.q}”"
            if self.choices.q
            else self.board.empty_text,
        )

    @property
    def view(self) -> View:
        key = f"{self.board.slug} {self.choices.query()} {self.page_size}"
        sort = self.choices.sort or self.board.sort
        # A feed may rename an instrument, so that what a filter finds changes too.
        ranked = bool(self.board.admits or self.choices.q) or sort.lstrip("-") not in ("", "symbol")
        return View(layout=self.layout, key=key, select=self.symbols, is_ranked=ranked)


def _matching(levels: Iterable[Level1], text: str) -> Iterable[Level1]:
    """Those whose symbol or name contains the text, whatever its case."""
    if not text:
        return levels
    wanted = text.casefold()
    return (
        level
        for level in levels
        if wanted in level.symbol.casefold() or wanted in level.name.casefold()
    )
