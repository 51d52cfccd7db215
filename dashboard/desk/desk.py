"""The desk: the chosen board and the tables around it, on one socket."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from dashboard.boards.boards import ALL, BOARDS, GAINERS, LOSERS, MOST_ACTIVE, Board
from dashboard.boards.selection import Controls, Selection
from dashboard.choices.choices import Choices
from ticker.live.subscription import TableSpec
from ticker.rows.columns import COMPACT

MOVERS = 8
"""Rows in each small table."""

ROWS = 50
"""Rows of the chosen board on one page."""

INDEX_FUNDS = frozenset(("SPY", "QQQ", "DIA", "IWM", "TLT", "GLD"))

INDEXES = Board(
    slug="indexes",
    title="Index funds",
    contains=lambda definition: definition.ticker in INDEX_FUNDS,
)
TAPE = Board(
    slug="tape",
    title="Tape",
    contains=lambda definition: definition.asset_class in ("ETF", "CRYPTO"),
)


def main_selection(choices: Choices, controls: Controls) -> Selection:
    board = BOARDS.get(choices.board, ALL)
    return Selection(board=board, choices=choices, page_size=ROWS, controls=controls)


def movers(choices: Choices, controls: Controls) -> Sequence[Selection]:
    """The small tables, in page order."""
    look = structs.replace(_compact_choices(choices), rate=choices.rate)
    return [
        Selection(board=board, choices=look, table=board.slug, page_size=MOVERS, controls=controls)
        for board in (INDEXES, GAINERS, LOSERS, MOST_ACTIVE)
    ]


def tape(choices: Choices) -> Selection:
    return Selection(board=TAPE, choices=_compact_choices(choices), table="tape", kind="tape")


def _compact_choices(choices: Choices) -> Choices:
    return structs.replace(
        choices.base or Choices(),
        columns=COMPACT,
        theme=choices.theme,
        palette=choices.palette,
        time_zone=choices.time_zone,
        base=choices.base,
    )


def table_specs(choices: Choices, controls: Controls) -> list[TableSpec]:
    tables = tape(choices), *movers(choices, controls), main_selection(choices, controls)
    return [selection.table_spec for selection in tables]
