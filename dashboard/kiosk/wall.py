"""A wall: what a screen is to show, as it is kept in the database, read at once."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from datetime import datetime
from typing import NamedTuple

from channels.db import database_sync_to_async
from msgspec import Struct, structs

from dashboard.boards.boards import BOARDS, Board
from dashboard.boards.selection import Selection
from dashboard.choices.choices import Choices
from dashboard.screens.models import Screen
from dashboard.screens.programmes import Programme, ProgrammePage
from dashboard.watchlists.access import Sight
from dashboard.watchlists.board import board as list_board
from dashboard.watchlists.models import Watchlist
from ticker.live.close_codes import NOT_FOUND, Refused
from ticker.live.subscription import Verdict
from ticker.rows.columns import COLUMNS, COMPACT
from ticker.rows.positions import NONE
from ticker.rows.rows import Kind
from ticker.web.process import live

KINDS: dict[str, Kind] = {"table": "row", "tiles": "tile", "tape": "tape"}

USUAL = {
    "table": ("symbol", "name", "last", "chg", "chg_pct"),
    "tiles": ("symbol", "name", "last", "chg", "chg_pct"),
    "tape": COMPACT,
}
"""Columns by layout, for who has chosen none."""


class WallPage(Struct, frozen=True, kw_only=True):
    """One page of a programme, on one screen. ``type_size`` is in CSS pixels, 0 for as large as it
    fits; ``dwell`` in seconds."""

    title: str
    layout: str
    selection: Selection
    dwell: int
    type_size: int


class Wall(Struct, frozen=True, kw_only=True):
    """``list_versions`` are those of the lists on its pages, by number."""

    screen: Screen
    programme: Programme | None
    pages: tuple[WallPage, ...]
    list_versions: tuple[tuple[int, int], ...]

    @property
    def shown(self) -> Hashable:
        """What walls that show the same have in common."""
        programme = self.programme and (self.programme.pk, self.programme.version)
        return programme, self.list_versions, self.screen.part

    @property
    def seen(self) -> Seen:
        screen, programme = self.screen, self.programme
        return Seen(
            screen=screen.pk,
            paired_at=screen.paired_at,
            version=screen.version,
            programme_version=programme.version if programme else 0,
            list_versions=self.list_versions,
        )

    @property
    def topics(self) -> frozenset[str]:
        """Announced when any of it has changed."""
        lists = {Watchlist(pk=number).topic for number, _ in self.list_versions}
        programme = {self.programme.topic} if self.programme else set()
        return frozenset({self.screen.topic} | programme | lists)


class Seen(NamedTuple):
    """What a wall was drawn from."""

    screen: int
    paired_at: datetime | None
    version: int
    programme_version: int
    list_versions: tuple[tuple[int, int], ...]


def revoked() -> Refused:
    return Refused(NOT_FOUND, "this screen is not paired")


def read(number: int) -> Wall:
    """Of the screen of this number. Raises Refused if it is gone or has no device any more."""
    screen = Screen.objects.select_related("programme").filter(pk=number).first()
    if screen is None or screen.paired_at is None:
        raise revoked()
    programme = screen.programme
    kept = programme.pages.select_related("watchlist") if programme else ()
    pages = [(page, found) for page in kept if (found := _board(page))]
    lists = {page.watchlist for page, _ in pages if page.watchlist is not None}
    return Wall(
        screen=screen,
        programme=programme,
        pages=tuple(_page(page, found, screen.part) for page, found in pages),
        list_versions=tuple(sorted((each.pk, each.version) for each in lists)),
    )


def _board(page: ProgrammePage) -> Board | None:
    """None for what there is no more. Notes and positions are for no wall."""
    if page.watchlist is not None:
        board = list_board(Sight(page.watchlist), live.universe)
        return structs.replace(board, positions=NONE)
    return BOARDS.get(page.board)


def _page(page: ProgrammePage, board: Board, part: int) -> WallPage:
    columns = _columns(page)
    choices = Choices(columns=columns, sort=page.sort, page=1 if page.layout == "tape" else part)
    if page.layout != "table":
        board = structs.replace(board, headings={})
    selection = Selection(
        board=board,
        choices=choices,
        table="wall",
        page_size=page.rows,
        kind=KINDS[page.layout],
        has_links=False,
        in_step=True,
    )
    return WallPage(
        title=board.title,
        layout=page.layout,
        selection=selection,
        dwell=page.dwell,
        type_size=page.type_size or 0,
    )


def _columns(page: ProgrammePage) -> tuple[str, ...]:
    """A tape is one line of text."""
    chosen = page.shown_columns or USUAL[page.layout]
    return tuple(key for key in chosen if page.layout != "tape" or not COLUMNS[key].is_drawing)


async def changed(keys: Collection[Hashable]) -> Mapping[Hashable, Verdict]:
    """An Ask about what walls were drawn from: Seen."""
    return await database_sync_to_async(_changed)([key for key in keys if isinstance(key, Seen)])


def _changed(asked: Collection[Seen]) -> dict[Hashable, Verdict]:
    screens = Screen.objects.select_related("programme").in_bulk([seen.screen for seen in asked])
    numbers = {number for seen in asked for number, _ in seen.list_versions}
    lists = dict(Watchlist.objects.filter(pk__in=numbers).values_list("pk", "version"))
    verdicts: dict[Hashable, Verdict] = {}
    for seen in asked:
        screen = screens.get(seen.screen)
        if screen is None or screen.paired_at is None or screen.paired_at != seen.paired_at:
            verdicts[seen] = revoked()
            continue
        programme_version = screen.programme.version if screen.programme else 0
        now = (screen.version, programme_version)
        is_same = now == (seen.version, seen.programme_version)
        if not is_same or any(lists.get(number) != known for number, known in seen.list_versions):
            verdicts[seen] = None
    return verdicts
