"""What is written of screens: by whichever socket painted last, in whichever process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import inf
from typing import Any

import pytest
from msgspec import structs

from dashboard.kiosk.presence import (
    MAX_AGE,
    OFFLINE_AFTER,
    Presence,
    _choose_presence,
    _save,
    _sighting_row,
)
from dashboard.screens.models import Screen, Sighting
from tests.dashboard.kiosk.walls import screen

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
NOTE = Presence(
    reported_at=100.0,
    painted_age=0.5,
    round_trip=0.0123,
    shows="ETFs",
    build="1a2b",
    browser="Chrome 141",
    address="192.0.2.7",
)


def seconds(length: float) -> datetime:
    """So long ago."""
    return NOW - timedelta(seconds=length)


@pytest.fixture
def floor(db: None) -> Screen:
    return screen()


def row(floor: Screen, **what: Any) -> Sighting:
    usual = {"is_connected": True, "seen_at": NOW, "painted_at": NOW, "shows": "new"}
    return Sighting(screen=floor, **{**usual, **what})


def kept() -> Sighting:
    return Sighting.objects.get()


class TestSockets:
    """Of one screen, in one process."""

    def noted(self, *notes: Presence) -> Presence:
        kept = None
        for each in notes:
            kept = _choose_presence(kept, each)
        assert kept is not None
        return kept

    def test_the_one_that_painted_last_counts(self) -> None:
        cut = structs.replace(NOTE, reported_at=101.0, painted_age=3.0)
        painting = structs.replace(NOTE, reported_at=101.2, painted_age=0.1)
        assert self.noted(cut, painting, cut) is painting

    def test_one_that_has_painted_nothing_yet_waits_for_its_answer(self) -> None:
        fresh = structs.replace(NOTE, reported_at=101.0, painted_age=inf)
        assert self.noted(NOTE, fresh) is NOTE
        late = structs.replace(fresh, reported_at=NOTE.reported_at + OFFLINE_AFTER)
        assert self.noted(NOTE, late) is late

    def test_one_that_stops_painting_says_so(self) -> None:
        stopped = structs.replace(NOTE, reported_at=101.0, painted_age=1.5)
        assert self.noted(NOTE, stopped) is stopped


@pytest.mark.django_db
class TestKept:
    def test_all_that_is_known(self, floor: Screen) -> None:
        _save([_sighting_row(floor.pk, NOTE, 100.25)])
        found = kept()
        assert found.is_connected
        assert found.painted_at == found.seen_at - timedelta(seconds=0.5)
        assert (found.round_trip, found.shows) == (12, "ETFs")

    def test_before_the_first_answer(self, floor: Screen) -> None:
        note = structs.replace(NOTE, painted_age=inf, round_trip=None)
        _save([_sighting_row(floor.pk, note, 100.25)])
        assert (kept().painted_at, kept().round_trip) == (None, None)

    def test_when_it_last_painted_is_not_forgotten(self, floor: Screen) -> None:
        _save([row(floor, seen_at=seconds(60), painted_at=seconds(3600))])
        _save([row(floor, painted_at=None)])
        assert kept().painted_at == seconds(3600)

    @pytest.mark.parametrize(
        "older",
        [
            {"painted_at": seconds(20)},
            {"painted_at": None},
            {"painted_at": seconds(20), "seen_at": seconds(2), "is_connected": False},
        ],
    )
    def test_another_process_s_fresher_word_stands(
        self, floor: Screen, older: dict[str, Any]
    ) -> None:
        _save([row(floor, shows="theirs")])
        _save([row(floor, **older)])
        assert kept().shows == "theirs"

    @pytest.mark.parametrize(
        "theirs",
        [
            {"seen_at": NOW - MAX_AGE},
            {"seen_at": NOW + timedelta(hours=25), "painted_at": NOW + timedelta(hours=25)},
            {"is_connected": False},
            {"painted_at": None},
            {"painted_at": seconds(19)},
        ],
    )
    def test_but_not_one_that_is_old_or_was_closed(
        self, floor: Screen, theirs: dict[str, Any]
    ) -> None:
        _save([row(floor, **theirs)])
        _save([row(floor, painted_at=seconds(20))])
        assert kept().shows == "new"

    def test_of_a_screen_that_is_gone_nothing_is(self, floor: Screen) -> None:
        found = row(floor)
        Screen.objects.all().delete()
        _save([found])
        assert not Sighting.objects.exists()
