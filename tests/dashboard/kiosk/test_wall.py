"""What a screen is to show, as it is kept: a part of a list, columns, nobody's positions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone

from dashboard.kiosk import content as stage_module
from dashboard.kiosk.content import WallContent, render_wall
from dashboard.kiosk.failures import failures
from dashboard.kiosk.fit import DRAWING_WIDTH, fit_page
from dashboard.kiosk.rotation import Rotation
from dashboard.kiosk.state import SHIFT_COUNT, SHIFT_INTERVAL, WallState, wall_state
from dashboard.kiosk.wall import WallConfig, WallPage, check_walls, read_wall
from dashboard.screens.models import Screen
from dashboard.screens.programmes import Programme, ProgrammePage
from dashboard.watchlists import lists
from dashboard.watchlists.editing import edit_list
from dashboard.watchlists.listline import ListLine
from dashboard.watchlists.models import Watchlist
from tests.dashboard.conftest import frame, level1
from tests.dashboard.kiosk.walls import programme, screen, wall
from tests.support.markup import parse, text
from ticker.live.close_codes import Refused
from ticker.live.fragments import Fragments
from ticker.live.livetable import LiveTable
from ticker.live.mirror import Mirror

pytestmark = pytest.mark.django_db
NOW = 1_795_000_000.0


@pytest.fixture
def tech(db: None) -> Watchlist:
    """A colleague's list: a section, a note, a position."""
    owner = User.objects.create_user("ann")
    lines = [
        ListLine(heading="Computers"),
        ListLine(symbol="XNYS:IBM", note="secret note", quantity=Decimal(7), cost=Decimal(123)),
        ListLine(symbol="XNAS:AAPL"),
    ]
    return lists.create(owner, "Tech", lines)


def of_list(watchlist: Watchlist, **fields: object) -> WallConfig:
    shown = programme()
    ProgrammePage.objects.create(programme=shown, position=1, watchlist=watchlist, **fields)
    return read_wall(screen(shown).pk)


def drawn(shown: WallConfig, mirror: Mirror) -> str:
    now = wall_state(shown, Rotation(), mirror, NOW)
    return str(render_wall(shown, now, mirror))


def symbols(shown: WallConfig, mirror: Mirror) -> list[str]:
    return shown.pages[0].selection.symbols(mirror)


def test_screens_side_by_side_go_through_one_list(mirror: Mirror) -> None:
    floor = programme("all")
    ProgrammePage.objects.update(rows=20, sort="-last")
    parts = [read_wall(screen(floor, part=part).pk) for part in (1, 2, 3)]
    whole = [each.symbol for each in parts[0].pages[0].selection.levels(mirror)]
    assert [each for part in parts for each in symbols(part, mirror)] == whole[:60]


def test_what_is_ranked_is_ranked_at_the_same_moment_on_all_of_them(mirror: Mirror) -> None:
    floor = programme("all")
    ProgrammePage.objects.update(sort="-last")
    for part in (1, 2):
        view = read_wall(screen(floor, part=part).pk).pages[0].selection.table_spec
        assert view.is_ranked
        assert view.is_in_step


@pytest.mark.parametrize("layout", ["table", "tiles", "tape"])
def test_a_list_shows_its_symbols_and_nothing_that_is_kept_with_them(
    mirror: Mirror, tech: Watchlist, layout: str
) -> None:
    html = drawn(of_list(tech, layout=layout), mirror)
    assert "IBM" in html
    assert "AAPL" in html
    for kept in ("secret", "123", "Computers" if layout != "table" else "secret"):
        assert kept not in html


def test_a_table_has_the_sections_of_a_list(mirror: Mirror, tech: Watchlist) -> None:
    shown = of_list(tech)
    page = parse(drawn(shown, mirror))
    assert "Computers" in text(page)
    assert fit_page(shown.pages[0], mirror).lines == 3


def test_its_columns_are_those_that_were_chosen_and_still_are(mirror: Mirror) -> None:
    floor = programme("etfs")
    ProgrammePage.objects.update(columns="symbol bid gone quantity")
    heads = [text(each) for each in parse(drawn(read_wall(screen(floor).pk), mirror)).iter("th")]
    assert heads[:2] == ["Symbol", "Bid"]


@pytest.mark.parametrize(("layout", "count"), [("table", 1), ("tiles", 1), ("tape", 0)])
def test_a_day_has_a_place_of_its_own_except_on_a_tape(
    mirror: Mirror, layout: str, count: int
) -> None:
    with_day, without = programme("etfs"), programme("etfs")
    ProgrammePage.objects.update(layout=layout, columns="symbol last spark", rows=1)
    ProgrammePage.objects.filter(programme=without).update(columns="symbol last")
    html = drawn(read_wall(screen(with_day).pk), mirror)
    assert html.count("<svg") == count
    wider, other = (
        fit_page(read_wall(screen(each).pk).pages[0], mirror) for each in (with_day, without)
    )
    if layout == "table":
        assert wider.wide.width >= other.wide.width + DRAWING_WIDTH
    else:
        assert wider.wide.height == other.wide.height + count


def test_nothing_on_a_wall_can_be_followed_or_pressed(mirror: Mirror) -> None:
    for layout in ("table", "tiles", "tape"):
        floor = programme("etfs")
        ProgrammePage.objects.filter(programme=floor).update(layout=layout)
        page = parse(drawn(read_wall(screen(floor).pk), mirror))
        assert not [each.tag for each in page.iter() if each.tag in ("a", "button", "input")]


def test_what_people_typed_is_escaped(mirror: Mirror) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    hung = screen(programme("etfs"), name=hostile, banner=hostile)
    html = drawn(read_wall(hung.pk), mirror)
    assert hostile not in html
    assert "&lt;img src=x" in html


class TestShowing:
    def test_a_screen_without_a_programme_says_so(self, mirror: Mirror) -> None:
        shown = read_wall(screen(name="North").pk)
        assert wall_state(shown, Rotation(), mirror, NOW).kind == "unassigned"
        assert "North" in drawn(shown, mirror)

    def test_a_blank_one_is_blank_and_can_still_be_identified(self, mirror: Mirror) -> None:
        shown = read_wall(screen(programme("etfs"), is_blank=True, banner="Fire").pk)
        assert wall_state(shown, Rotation(), mirror, NOW) == WallState("blank")

    def test_off_hours_are_dim_or_blank(self, mirror: Mirror) -> None:
        never = {"days": "", "name": "Never"}
        dim = wall("etfs", **never)
        assert wall_state(dim, Rotation(), mirror, NOW).is_dim
        Programme.objects.update(outside="blank")
        blank = read_wall(dim.screen.pk)
        assert wall_state(blank, Rotation(), mirror, NOW).kind == "blank"

    def test_everything_moves_a_little_every_ten_minutes(self, mirror: Mirror) -> None:
        shown = wall("etfs")
        moves = [
            wall_state(shown, Rotation(), mirror, each * SHIFT_INTERVAL).shift
            for each in range(SHIFT_COUNT)
        ]
        assert sorted(moves) == list(range(SHIFT_COUNT))

    def test_a_name_is_shown_until_its_time_is_over(self, mirror: Mirror) -> None:
        until = datetime.fromtimestamp(NOW, UTC) + timedelta(seconds=20)
        shown = read_wall(screen(programme("etfs"), name="North", identified_until=until).pk)
        assert wall_state(shown, Rotation(), mirror, NOW + 19.9).name == "North"
        assert wall_state(shown, Rotation(), mirror, NOW + 20).name == ""
        assert wall_state(shown, Rotation(), mirror, NOW - 25 * 3600).name == "", "the clock jumped"

    def test_a_page_that_cannot_be_drawn_is_skipped(
        self, mirror: Mirror, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Nor is the wall lost, in the moment before it turns to the next."""
        shown = wall("all", "etfs")

        def broken(page: WallPage, mirror: Mirror) -> dict[str, object]:
            raise ZeroDivisionError

        monkeypatch.setattr(stage_module, "_page_context", broken)
        now = wall_state(shown, Rotation(), mirror, 0.0)
        assert now.page == 0
        assert "Nothing to show" in WallContent().push_html(shown, now)
        assert "Nothing to show" in render_wall(shown, now, mirror)
        assert failures.has((shown.content_key, 0))
        assert wall_state(shown, Rotation(), mirror, 0.0).page == 1
        assert "ZeroDivisionError" in caplog.text


class TestChanges:
    """Asking whether walls still are as they were drawn."""

    async def verdict(self, shown: WallConfig) -> object:
        return (await check_walls([shown.version])).get(shown.version, "as it was")

    @pytest.mark.django_db(transaction=True)
    async def test_of_a_wall_that_is_as_it_was(self, hung: WallConfig) -> None:
        assert await self.verdict(hung) == "as it was"

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("what", ["screen", "programme", "list", "list gone"])
    async def test_of_one_that_was_edited(
        self, hung: WallConfig, tech: Watchlist, what: str
    ) -> None:
        await sync_to_async(self.edit)(what, tech)
        assert await self.verdict(hung) is None

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("what", ["revoked", "paired anew", "deleted"])
    async def test_of_one_that_has_no_device(
        self, hung: WallConfig, tech: Watchlist, what: str
    ) -> None:
        await sync_to_async(self.edit)(what, tech)
        assert isinstance(await self.verdict(hung), Refused)

    @pytest.fixture
    def hung(self, mirror: Mirror, tech: Watchlist) -> WallConfig:
        return of_list(tech)

    @staticmethod
    def edit(what: str, tech: Watchlist) -> None:
        match what:
            case "screen":
                Screen.objects.update(version=F("version") + 1)
            case "programme":
                Programme.objects.get().mark_changed()
            case "list":
                with edit_list(tech) as draft:
                    draft.extend([ListLine(symbol="ARCX:SPY")])
            case "list gone":
                lists.delete(tech)
            case "revoked":
                Screen.objects.update(paired_at=None)
            case "paired anew":
                Screen.objects.update(paired_at=timezone.now())
            case "deleted":
                Screen.objects.all().delete()


def test_parts_of_a_ranked_list_never_disagree(mirror: Mirror) -> None:
    """Whenever each of them came, after a ranking they show one order together."""
    floor = programme("all")
    ProgrammePage.objects.update(rows=3, sort="-last")
    tables = []
    for part in (1, 2):
        selection = read_wall(screen(floor, part=part).pk).pages[0].selection
        layout = selection.layout
        tables.append(LiveTable(selection.table_spec, mirror, Fragments(layout, mirror)))
    mirror.receive(frame(2, level1("XNYS:IBM", "IBM", "99999999", "1", "1")))
    for table in tables:
        table.rank()
    shown = [each for table in tables for each in table.ranking.symbols]
    assert len(set(shown)) == 6
