"""The desk: the tables around the chosen board, all on one socket."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.boards.boards import ALL, BOARDS, GAINERS, LOSERS, MOST_ACTIVE, Board
from dashboard.boards.choices import Choices
from dashboard.boards.selection import Selection
from ticker.columns import COMPACT
from ticker.view import View

MOVERS = 8
"""Rows in each of the small tables."""

ROWS = 50
"""Rows of the chosen board on one page of the desk."""

INDEX_FUNDS = frozenset(("SPY", "QQQ", "DIA", "IWM", "TLT", "GLD"))

INDEXES = Board(
    slug="indexes", title="Index funds", contains=lambda each: each.ticker in INDEX_FUNDS
)
TAPE = Board(slug="tape", title="Tape", contains=lambda each: each.asset_class in ("ETF", "CRYPTO"))


def chosen(choices: Choices) -> Selection:
    """The board in the middle."""
    return Selection(board=BOARDS.get(choices.board, ALL), choices=choices, page_size=ROWS)


def movers(choices: Choices) -> Sequence[Selection]:
    """The small tables, in the order of the page."""
    look = Choices(columns=COMPACT, rate=choices.rate, theme=choices.theme, palette=choices.palette)
    return [
        Selection(board=board, choices=look, table=board.slug, page_size=MOVERS)
        for board in (INDEXES, GAINERS, LOSERS, MOST_ACTIVE)
    ]


def tape(choices: Choices) -> Selection:
    look = Choices(columns=COMPACT, theme=choices.theme, palette=choices.palette)
    return Selection(board=TAPE, choices=look, table="tape", kind="tape")


def views(choices: Choices) -> list[View]:
    return [each.view for each in (tape(choices), *movers(choices), chosen(choices))]
