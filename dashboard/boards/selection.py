"""A selection: a board with one reader's choices, shared by page, data files and push."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from dashboard.boards.boards import Board
from dashboard.boards.ordering import sort_levels
from dashboard.choices.choices import Choices
from ticker.live.mirror import Mirror
from ticker.live.subscription import TableSpec
from ticker.market.level1 import Level1
from ticker.rows.columns import COLUMNS
from ticker.rows.positions import NONE, Positions
from ticker.rows.rows import Kind, Layout

PAGE_SIZE = 100

Controls = Literal["", "star", "edit"]


class Selection(Struct, frozen=True):
    board: Board
    choices: Choices
    table: str = "board"
    page_size: int = PAGE_SIZE
    kind: Kind = "row"
    controls: Controls = ""
    has_links: bool = True
    in_step: bool = False

    def levels(self, mirror: Mirror) -> list[Level1]:
        """All pages, in order."""
        levels = _filter_levels(self.board.levels(mirror), self.choices.q)
        return sort_levels(levels, self.choices.sort or self.board.sort)

    def symbols(self, mirror: Mirror) -> list[str]:
        """One page, with headings among the symbols."""
        start = (self.choices.page - 1) * self.page_size
        symbols = [level.symbol for level in self.levels(mirror)]
        page = symbols[start : start + self.page_size]
        return self._add_headings(page, symbols[:start], start + self.page_size >= len(symbols))

    def _add_headings(self, page: list[str], before: list[str], is_last: bool) -> list[str]:
        """A page that starts within a section repeats its heading."""
        headings = self.board.headings
        if not headings or self.choices.sort or self.choices.q:
            return page
        begun = next(
            (headings[symbol][-1] for symbol in reversed(before) if symbol in headings), ""
        )
        symbols = [begun] if begun and page and page[0] not in headings else []
        for symbol in page:
            symbols += [*headings.get(symbol, ()), symbol]
        return [*symbols, *headings.get("", ())] if is_last else symbols

    @property
    def layout(self) -> Layout:
        shows_time = "time" in self.choices.columns
        return Layout(
            table=self.table,
            columns=self.choices.columns,
            kind=self.kind,
            controls=self.controls,
            has_links=self.has_links,
            time_zone=self.choices.time_zone if shows_time else "",
            link_query=self.choices.link_query(),
            empty_text=f"Nothing matches “{self.choices.q}”"
            if self.choices.q
            else self.board.empty_text,
        )

    @property
    def table_spec(self) -> TableSpec:
        board = self.board
        chosen = f"{self.choices.query()} {self.page_size} {self.in_step:d}"
        key = f"{board.slug} {board.version} {chosen}"
        sort = self.choices.sort or board.sort
        # A feed may rename an instrument, so filtered tables are ranked again.
        ranked = bool(board.admits or self.choices.q) or sort.lstrip("-") not in ("", "symbol")
        return TableSpec(
            layout=self.layout,
            key=key,
            select=self.symbols,
            is_ranked=ranked,
            positions=self._shown_positions,
            is_in_step=self.in_step,
        )

    @property
    def _shown_positions(self) -> Positions:
        """Without position columns the rows are shared with all other pages."""
        shows = any(COLUMNS[key].is_holding for key in self.choices.columns)
        return self.board.positions if shows else NONE


def _filter_levels(levels: Iterable[Level1], text: str) -> Iterable[Level1]:
    if not text:
        return levels
    wanted = text.casefold()
    return (
        level
        for level in levels
        if wanted in level.symbol.casefold() or wanted in level.name.casefold()
    )
