"""Short samples of the drills. Nothing here is timed: what comes back is awaited."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import structs

from benchmarks.failure import BenchError
from benchmarks.servers import ServerName
from drills import crash as crash_drill
from drills import devices
from drills import misbehaviour as misbehaving_drill
from drills import wallgrowth as wallgrowth_drill
from drills import walls as walls_drill
from drills.bars import bars
from drills.crash import crash
from drills.faults import FAULTS, Fault
from drills.feeds import feeds
from drills.figure import DrillFigure
from drills.freeze import freeze
from drills.installation import Installation
from drills.layer import run_fault
from drills.misbehaviour import drill_kind
from drills.offenders import (
    FloodingClient,
    FrozenClient,
    NonReadingClient,
    Offender,
    OversizedClient,
)
from drills.plan import DrillPlan
from drills.thaw import thaw
from drills.wallgrowth import wallgrowth
from drills.walls import walls
from tests.drills.outcome import broken

NO_GROWTH = [0]


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misbehaving_drill, "WARM_SECONDS", 0.5)
    monkeypatch.setattr(crash_drill, "QUIET", 0.5)
    monkeypatch.setattr(wallgrowth_drill, "CAPTURE_SECONDS", 6.0)
    monkeypatch.setattr(crash_drill, "PATIENCE", 15.0)


@pytest.mark.parametrize("kind", [FrozenClient, NonReadingClient], ids=lambda kind: str(kind.name))
def test_who_does_not_answer_gets_its_credit_and_is_parked(
    plan: DrillPlan, kind: type[Offender]
) -> None:
    assert broken(drill_kind(plan, "daphne", kind, NO_GROWTH)) == []


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
@pytest.mark.parametrize("kind", [FloodingClient, OversizedClient], ids=lambda kind: str(kind.name))
def test_who_floods_is_cut_with_its_code(
    plan: DrillPlan, server: ServerName, kind: type[Offender]
) -> None:
    assert broken(drill_kind(plan, server, kind, NO_GROWTH)) == []


def test_what_was_written_when_a_server_is_killed_is_whole(plan: DrillPlan, own_dir: Path) -> None:
    assert broken(bars(structs.replace(plan, faults=2, folder=own_dir))) == []


@pytest.mark.drill
def test_a_page_that_thaws_is_current_again(plan: DrillPlan) -> None:
    assert broken(thaw(plan)) == []


def test_a_server_that_stands_still_cuts_nobody(plan: DrillPlan) -> None:
    assert broken(freeze(plan)) == []


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
def test_crashes_leave_nothing_behind(plan: DrillPlan, server: ServerName) -> None:
    assert broken(crash(structs.replace(plan, servers=(server,)))) == []


@pytest.fixture(scope="module")
def running(var_dir: Path) -> Iterator[Installation]:
    with Installation(var_dir, ("daphne", "uvicorn"), rate=200, pages=2) as running:
        yield running


@pytest.mark.drill
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.name))
def test_the_layer_comes_back(plan: DrillPlan, running: Installation, fault: Fault) -> None:
    assert broken(run_fault(plan, running, fault)) == []


@pytest.mark.drill
def test_prices_come_again_whatever_happens_to_a_provider(plan: DrillPlan, own_dir: Path) -> None:
    assert broken(feeds(structs.replace(plan, folder=own_dir))) == []


@pytest.fixture
def hung(plan: DrillPlan, own_dir: Path, monkeypatch: pytest.MonkeyPatch) -> DrillPlan:
    """In an installation of its own: screens that others have hung are none of its. One of them."""
    monkeypatch.setattr(walls_drill, "PROGRAMMES", walls_drill.PROGRAMMES[:1])
    return structs.replace(plan, folder=own_dir)


@pytest.mark.drill
def test_walls_need_no_hand(
    hung: DrillPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert broken(walls(hung)) == []
    assert list(tmp_path.iterdir()) == [hung.folder], "nothing else is left"


@pytest.mark.drill
def test_a_wall_grows_by_nothing_that_stays(hung: DrillPlan) -> None:
    assert broken(wallgrowth(hung)) == []


@pytest.mark.drill
@pytest.mark.parametrize("drill", [walls, wallgrowth])
def test_a_wall_that_is_dark_from_the_beginning_proves_nothing(
    drill: Callable[[DrillPlan], Iterator[DrillFigure]],
    hung: DrillPlan,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(devices, "IS_CURRENT_SCRIPT", "() => false")
    monkeypatch.setattr(devices, "PATIENCE", 0.1)
    with pytest.raises(BenchError, match="walls stayed dark"):
        list(drill(hung))
