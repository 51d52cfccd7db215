"""How many, how often, and for how long."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from benchmarks.servers import ServerName


class DrillPlan(Struct, frozen=True, kw_only=True):
    """``folder`` is a prepared VAR_DIR; times are in seconds.

    ``rate`` is the tape's updates a second. ``healthy`` viewers live beside ``offenders`` of each
    kind, who are watched ``until_cut`` or else until they are parked; ``rounds`` of three windows
    of ``window`` compare the staleness. ``pages`` are opened of a server. A renderer is stopped
    ``thaws`` times for ``renderer_freeze``, a server once for each of ``server_freezes``, a part of
    the layer for ``outage``; afterwards pages are watched for ``watch``. ``cycles`` of connecting
    and crashing. Walls start cold ``cold_starts`` times; they, feeds and bars suffer each fault
    ``faults`` times; a wall is sent ``frames``, and watched for ``paint`` seconds.
    """

    folder: Path
    servers: tuple[ServerName, ...] = ("daphne", "uvicorn")
    rate: int = 2000
    healthy: int = 50
    offenders: int = 20
    until_cut: bool = True
    rounds: int = 5
    window: float = 8.0
    pages: int = 10
    thaws: int = 5
    renderer_freeze: float = 25.0
    server_freezes: tuple[float, ...] = (8.0, 15.0)
    outage: float = 8.0
    watch: float = 10.0
    cycles: int = 1000
    cold_starts: int = 200
    faults: int = 20
    frames: int = 8 * 3600 * 4
    paint: float = 60.0

    @classmethod
    def quick(cls, folder: Path) -> DrillPlan:
        return cls(
            folder=folder,
            rate=400,
            healthy=10,
            offenders=3,
            until_cut=False,
            rounds=1,
            window=3.0,
            pages=2,
            thaws=1,
            renderer_freeze=12.0,
            server_freezes=(8.0,),
            watch=3.0,
            cycles=100,
            cold_starts=8,
            faults=2,
            frames=2000,
            paint=5.0,
        )
