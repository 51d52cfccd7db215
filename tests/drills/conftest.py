from __future__ import annotations

from pathlib import Path

import pytest

from drills.plan import DrillPlan


@pytest.fixture
def plan(var_dir: Path) -> DrillPlan:
    """Few of everything, and little to do, on one server."""
    return DrillPlan(
        folder=var_dir,
        servers=("daphne",),
        rate=200,
        healthy=3,
        offenders=2,
        until_cut=False,
        rounds=1,
        window=1.0,
        pages=2,
        thaws=1,
        renderer_freeze=11.5,
        server_freezes=(4.0,),
        outage=6.0,
        watch=0.5,
        cycles=40,
        cold_starts=1,
        faults=1,
        frames=300,
        paint=1.0,
    )
