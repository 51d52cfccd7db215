"""Which page a wall shows, by the clock; what shows nothing is skipped; a halt comes first."""

from __future__ import annotations

from collections import Counter

import pytest
from django.contrib.auth.models import User
from msgspec import structs

from dashboard.boards.boards import Board
from dashboard.kiosk.failures import RETRY, failures
from dashboard.kiosk.rotation import HALT_DWELL, Rotation
from dashboard.kiosk.wall import WallConfig, read_wall
from dashboard.screens.models import Screen
from dashboard.screens.programmes import ProgrammePage
from dashboard.watchlists import lists
from dashboard.watchlists.listline import ListLine
from tests.dashboard.conftest import AAPL, BITCOIN, SPY, frame, level1
from tests.dashboard.kiosk.walls import programme, screen, wall
from ticker.live.mirror import Mirror
from ticker.market.freshness import Freshness
from ticker.market.level1 import Level1

pytestmark = pytest.mark.django_db
START = 1_795_000_000.0 - 1_795_000_000.0 % 60
"""Where a cycle of twenty, of thirty and of sixty seconds begins."""


def turns(
    shown: WallConfig, mirror: Mirror, seconds: range, rotation: Rotation | None = None
) -> list[int]:
    rotation = rotation or Rotation()
    return [rotation.page_number(shown, mirror, START + each) for each in seconds]


def halted(symbol: str, n: int) -> Level1:
    whole = level1(symbol, "Halted", "10", "10", "1")
    return Level1(symbol=symbol, name="Halted", last=whole.last, status=Freshness("HALTED T1"), n=n)


def test_each_page_has_its_dwell(mirror: Mirror) -> None:
    shown = wall("all", "etfs", "crypto")
    assert turns(shown, mirror, range(0, 60, 5)) == [0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2]


def test_screens_of_one_programme_turn_together(mirror: Mirror) -> None:
    floor = programme("all", "etfs", "crypto")
    first, second = (read_wall(screen(floor).pk) for _ in range(2))
    assert turns(first, mirror, range(60)) == turns(second, mirror, range(60))


@pytest.fixture
def all_up(mirror: Mirror) -> Mirror:
    """There are no losers."""
    mirror.receive(frame(2, structs.replace(AAPL, last=AAPL.prev_close, n=2)))
    return mirror


def test_a_page_with_nothing_on_it_leaves_its_time_to_the_next(all_up: Mirror) -> None:
    shown = wall("all", "losers", "crypto")
    assert Counter(turns(shown, all_up, range(30))) == {0: 10, 2: 20}


def test_where_nothing_has_anything_to_show_no_page_is_due(all_up: Mirror) -> None:
    assert turns(wall("losers"), all_up, range(3)) == [-1, -1, -1]
    assert turns(wall(), all_up, range(3)) == [-1, -1, -1]


def test_a_part_after_the_end_of_a_list_is_skipped(mirror: Mirror) -> None:
    shown = programme("etfs", "all")
    etfs = sum(each.asset_class == "ETF" for each in mirror.universe)
    ProgrammePage.objects.update(rows=etfs)
    assert turns(read_wall(screen(shown, part=2).pk), mirror, range(0, 20, 10)) == [1, 1]


def test_a_page_that_fails_is_skipped_and_tried_again(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("dashboard.kiosk.failures.time.monotonic", lambda: now)
    shown, rotation = wall("all", "etfs"), Rotation()
    assert rotation.page_number(shown, mirror, START) == 0
    failures.record((shown.content_key, 0))
    assert turns(shown, mirror, range(0, 20, 5), rotation) == [1] * 4
    assert turns(shown, mirror, range(0, 20, 5)) == [1] * 4, "of a wall that has come back, too"
    now += RETRY
    assert rotation.page_number(shown, mirror, START) == 0


def test_what_raises_is_a_page_that_fails(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shown, rotation = wall("all", "etfs"), Rotation()
    board = shown.pages[0].selection.board

    def broken(self: Board, mirror: Mirror) -> list[Level1]:
        if self is board:
            raise RuntimeError("no such thing")
        return original(self, mirror)

    original = Board.levels
    monkeypatch.setattr(Board, "levels", broken)
    assert turns(shown, mirror, range(0, 20, 2), rotation) == [1] * 10
    assert len(caplog.records) == 1


def test_the_list_of_somebody_that_was_deleted_is_no_page_any_more(
    mirror: Mirror, db: None
) -> None:
    owner = User.objects.create_user("ann")
    kept = lists.create(owner, "Tech", [ListLine(symbol="XNAS:AAPL")])
    floor = programme("crypto")
    ProgrammePage.objects.create(programme=floor, position=9, watchlist=kept, dwell=10)
    hung = screen(floor)
    assert [each.title for each in read_wall(hung.pk).pages] == ["Crypto", "Tech"]
    lists.delete(kept)
    assert [each.title for each in read_wall(hung.pk).pages] == ["Crypto"]


class TestHalts:
    def test_a_fresh_halt_turns_to_its_page_and_stays(self, mirror: Mirror) -> None:
        shown, rotation = wall("etfs", "crypto"), Rotation()
        rotation.page_number(shown, mirror, START)
        mirror.receive(frame(2, halted("KRAKEN:BTC-USD", 2)))
        assert rotation.page_number(shown, mirror, START + 1) == 1
        assert rotation.halted_symbols == ("KRAKEN:BTC-USD",)
        assert rotation.page_number(shown, mirror, START + HALT_DWELL) == 1
        assert rotation.page_number(shown, mirror, START + 1 + HALT_DWELL) == 0
        assert not rotation.halted_symbols

    def test_an_old_halt_does_not(self, mirror: Mirror) -> None:
        mirror.receive(frame(2, halted("KRAKEN:BTC-USD", 2)))
        shown = wall("etfs", "crypto")
        assert turns(shown, mirror, range(0, 20, 10)) == [0, 1]

    def test_nor_one_that_is_learnt_of_again(self, mirror: Mirror) -> None:
        """The publisher began again: its first keyframe comes when the market is empty here."""
        shown, rotation = wall("etfs", "crypto"), Rotation()
        mirror.receive(frame(2, halted("KRAKEN:BTC-USD", 2)))
        rotation.page_number(shown, mirror, START)
        whole = frame(1, SPY, BITCOIN, halted("KRAKEN:BTC-USD", 2))
        for number, is_keyframe in enumerate([False, False, True], start=3):
            rows = whole.rows if is_keyframe else []
            mirror.receive(
                structs.replace(whole, epoch=2, n=number, rows=rows, is_keyframe=is_keyframe)
            )
            assert rotation.page_number(shown, mirror, START + number) == 0

    def test_nor_one_that_was_before_anything_was_known(self, mirror: Mirror) -> None:
        empty, shown, rotation = Mirror(mirror.universe), wall("etfs", "all"), Rotation()
        rotation.page_number(shown, empty, START)
        empty.receive(frame(1, SPY, halted("KRAKEN:BTC-USD", 1)))
        assert rotation.page_number(shown, empty, START + 1) == 0

    def test_nor_one_of_what_is_on_no_page(self, mirror: Mirror) -> None:
        shown, rotation = wall("etfs", "crypto"), Rotation()
        rotation.page_number(shown, mirror, START)
        mirror.receive(frame(2, halted("XNYS:IBM", 2)))
        assert turns(shown, mirror, range(0, 20, 10), rotation) == [0, 1]

    def test_nor_where_the_programme_says_so(self, mirror: Mirror) -> None:
        shown, rotation = wall("etfs", "crypto", stops_at_halts=False), Rotation()
        rotation.page_number(shown, mirror, START)
        mirror.receive(frame(2, halted("KRAKEN:BTC-USD", 2)))
        assert rotation.page_number(shown, mirror, START + 1) == 0

    @pytest.mark.parametrize("jump", [-25 * 3600, 25 * 3600])
    def test_a_clock_that_jumps_ends_its_stay(self, mirror: Mirror, jump: int) -> None:
        shown, rotation = wall("etfs", "crypto"), Rotation()
        rotation.page_number(shown, mirror, START)
        mirror.receive(frame(2, halted("KRAKEN:BTC-USD", 2)))
        assert rotation.page_number(shown, mirror, START + 1) == 1
        assert rotation.page_number(shown, mirror, START + jump) == 0


def test_an_edited_programme_begins_with_what_is_due(mirror: Mirror) -> None:
    hung = screen(programme("etfs", "crypto"))
    rotation = Rotation()
    rotation.page_number(read_wall(hung.pk), mirror, START)
    mirror.receive(frame(2, halted("KRAKEN:BTC-USD", 2)))
    assert rotation.page_number(read_wall(hung.pk), mirror, START + 1) == 1
    Screen.objects.filter(pk=hung.pk).update(programme=programme("all"))
    rotation.reset()
    assert rotation.page_number(read_wall(hung.pk), mirror, START + 2) == 0
