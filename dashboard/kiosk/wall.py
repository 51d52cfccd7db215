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
from dashboard.watchlists.access import ListAccess
from dashboard.watchlists.board import list_board as list_board
from dashboard.watchlists.models import Watchlist
from ticker.live.close_codes import NOT_FOUND, Refused
from ticker.live.subscription import AccessResult
from ticker.rows.columns import COLUMNS, COMPACT
from ticker.rows.positions import NONE
from ticker.rows.rows import Kind
from ticker.web.process import process

KINDS: dict[str, Kind] = {"table": "row", "tiles": "tile", "tape": "tape"}

DEFAULT_COLUMNS = {
    "table": ("symbol", "name", "last", "chg", "chg_pct"),
    "tiles": ("symbol", "name", "last", "chg", "chg_pct"),
    "tape": COMPACT,
}
"""The default columns of each layout."""


class WallPage(Struct, frozen=True, kw_only=True):
    """One page of a programme on one screen. ``type_size`` is in CSS pixels, 0 for as large as
    fits; ``dwell`` is in seconds."""

    title: str
    layout: str
    selection: Selection
    dwell: int
    type_size: int


class WallConfig(Struct, frozen=True, kw_only=True):
    """The configured content of a screen, read from the database at one moment. ``list_versions``
    maps the number of each list on its pages to its version."""

    screen: Screen
    programme: Programme | None
    pages: tuple[WallPage, ...]
    list_versions: tuple[tuple[int, int], ...]

    @property
    def content_key(self) -> Hashable:
        """Equal for walls that show the same."""
        programme = self.programme and (self.programme.pk, self.programme.version)
        return programme, self.list_versions, self.screen.part

    @property
    def version(self) -> WallVersion:
        screen, programme = self.screen, self.programme
        return WallVersion(
            screen_id=screen.pk,
            paired_at=screen.paired_at,
            version=screen.version,
            programme_version=programme.version if programme else 0,
            list_versions=self.list_versions,
        )

    @property
    def topics(self) -> frozenset[str]:
        lists = {Watchlist(pk=number).topic for number, _ in self.list_versions}
        programme = {self.programme.topic} if self.programme else set()
        return frozenset({self.screen.topic} | programme | lists)


class WallVersion(NamedTuple):
    """The versions that a wall was drawn from."""

    screen_id: int
    paired_at: datetime | None
    version: int
    programme_version: int
    list_versions: tuple[tuple[int, int], ...]


def unpaired_refusal() -> Refused:
    return Refused(NOT_FOUND, "this screen is not paired")


def read_wall(screen_id: int) -> WallConfig:
    """Raises Refused if the screen is gone or has no device."""
    screen = Screen.objects.select_related("programme").filter(pk=screen_id).first()
    if screen is None or screen.paired_at is None:
        raise unpaired_refusal()
    programme = screen.programme
    stored = programme.pages.select_related("watchlist") if programme else ()
    pages = [(page, board) for page in stored if (board := _board(page))]
    lists = {page.watchlist for page, _ in pages if page.watchlist is not None}
    return WallConfig(
        screen=screen,
        programme=programme,
        pages=tuple(_wall_page(page, board, screen.part) for page, board in pages),
        list_versions=tuple(sorted((watchlist.pk, watchlist.version) for watchlist in lists)),
    )


def _board(page: ProgrammePage) -> Board | None:
    """Return None if the board or list is gone. Walls never show notes and positions."""
    if page.watchlist is not None:
        board = list_board(ListAccess(page.watchlist), process.universe)
        return structs.replace(board, positions=NONE)
    return BOARDS.get(page.board)


def _wall_page(page: ProgrammePage, board: Board, part: int) -> WallPage:
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
    """A tape has no drawings."""
    chosen = page.shown_columns or DEFAULT_COLUMNS[page.layout]
    return tuple(key for key in chosen if page.layout != "tape" or not COLUMNS[key].is_drawing)


async def check_walls(keys: Collection[Hashable]) -> Mapping[Hashable, AccessResult]:
    """Check the keys, which are Seen."""
    return await database_sync_to_async(_check_walls)(
        [key for key in keys if isinstance(key, WallVersion)]
    )


def _check_walls(versions: Collection[WallVersion]) -> dict[Hashable, AccessResult]:
    screens = Screen.objects.select_related("programme").in_bulk(
        [seen.screen_id for seen in versions]
    )
    numbers = {number for seen in versions for number, _ in seen.list_versions}
    lists = dict(Watchlist.objects.filter(pk__in=numbers).values_list("pk", "version"))
    verdicts: dict[Hashable, AccessResult] = {}
    for seen in versions:
        screen = screens.get(seen.screen_id)
        if screen is None or screen.paired_at is None or screen.paired_at != seen.paired_at:
            verdicts[seen] = unpaired_refusal()
            continue
        programme_version = screen.programme.version if screen.programme else 0
        now = (screen.version, programme_version)
        is_same = now == (seen.version, seen.programme_version)
        if not is_same or any(lists.get(number) != known for number, known in seen.list_versions):
            verdicts[seen] = None
    return verdicts
