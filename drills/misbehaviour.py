"""misbehaving: clients that break the rules cost the server little, are cut, and disturb nobody."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import mean, median

from benchmarks.generator import LoadGenerator
from benchmarks.runningsystem import RunningSystem
from benchmarks.servers import ServerName, product_board
from benchmarks.window import SETTLE, measure_window
from drills.backgroundloop import BackgroundLoop
from drills.figure import DrillFigure
from drills.mob import POLL, Mob
from drills.offenders import KINDS, FloodingClient, NonReadingClient, Offender, OversizedClient
from drills.plan import DrillPlan
from ticker.live.close_codes import LOST, TOO_BIG, TOO_MANY
from ticker.live.flow import BYTES_LIMIT, CLOSE_AFTER, PARK_AFTER, SECONDS_LIMIT

KIB = 1024
MAX_MEMORY = 256
"""KiB that an offender may cost beyond a healthy viewer."""

MAX_ROWS = BYTES_LIMIT // KIB + 64
"""KiB of rows that may go to who never answers: its credit, and the message that ends it."""

SLACK = 3.0
"""Seconds by which saying so and cutting may be late: they are done with a heartbeat."""

MAX_STALENESS_RATIO = 1.1
"""By how much the healthy viewers' median staleness may change, as a factor."""

WARM_SECONDS = 5.0
"""Seconds for which healthy viewers are there before any other comes."""

NO_PONG = 1011
"""What uvicorn closes with who answers no ping. Who does not read is cut by the servers' own pings
before our time, and cannot be told why where the connection has to be broken off: that is 0."""

CLOSE_CODES: dict[type[Offender], int] = {FloodingClient: TOO_MANY, OversizedClient: TOO_BIG}
"""The codes of those that are closed at once; the others are parked first, and then LOST."""


def misbehaviour(plan: DrillPlan) -> Iterator[DrillFigure]:
    """Raises BenchError."""
    for server in plan.servers:
        usual = _usual_growth(plan, server)
        for kind in KINDS:
            yield from drill_kind(plan, server, kind, usual)
        yield _disturbance_figure(plan, server)


def _usual_growth(plan: DrillPlan, server: ServerName) -> list[int]:
    """By how many bytes the server grew at most, up to each POLL, when as many healthy viewers
    came as there are offenders of a kind."""
    with (
        RunningSystem(product_board(server), plan.folder, plan.rate) as running,
        LoadGenerator() as generator,
    ):
        _connect_healthy(plan, running, generator)
        before, growth = running.resident_bytes(), [0]
        generator.connect(plan.healthy + plan.offenders, running.address, running.origin)
        for _ in range(round(_watch_limit(plan) / POLL)):
            time.sleep(POLL)
            growth.append(max(growth[-1], running.resident_bytes() - before))
    return growth


def drill_kind(
    plan: DrillPlan, server: ServerName, kind: type[Offender], usual: list[int]
) -> Iterator[DrillFigure]:
    with (
        RunningSystem(product_board(server), plan.folder, plan.rate) as running,
        LoadGenerator() as generator,
        BackgroundLoop() as background,
    ):
        _connect_healthy(plan, running, generator)
        mob = Mob([kind], plan.offenders, running)
        mob.enter(background)
        mob.watch(_watch_limit(plan))
        left = mob.open_sockets
        mob.resume_reading(background)
        healthy = generator.read_counters()
    beyond = mob.growth - usual[min(round(mob.seconds / POLL), len(usual) - 1)]
    yield DrillFigure(
        server=server,
        label=f"{kind.name}: memory beyond a healthy viewer's",
        value=beyond / plan.offenders / KIB,
        bound=MAX_MEMORY,
        unit="KiB",
        needs_quiet=True,
    )
    yield DrillFigure(
        server=server,
        label=f"{kind.name}: rows sent to it",
        value=max(each.row_bytes for each in mob.offenders) / KIB or None,
        bound=MAX_ROWS,
        unit="KiB",
    )
    yield from _ending_figures(plan, server, kind, mob, left)
    yield DrillFigure(
        server=server,
        label=f"{kind.name}: healthy viewers lost",
        value=plan.healthy - healthy.connected,
        relation="=",
        bound=0,
    )


def _ending_figures(
    plan: DrillPlan, server: ServerName, kind: type[Offender], mob: Mob, left: int
) -> Iterator[DrillFigure]:
    """How it ended: held back after its time, cut after its time and with its code."""
    if kind not in CLOSE_CODES and kind is not NonReadingClient:
        yield DrillFigure(
            server=server,
            label=f"{kind.name}: told CATCHING UP after",
            value=max(_elapsed(each.opened_at, each.behind_at) for each in mob.offenders),
            bound=SECONDS_LIMIT + SLACK,
            unit="s",
        )
    if kind in CLOSE_CODES or plan.until_cut:
        right = {0, NO_PONG, LOST} if kind is NonReadingClient else {CLOSE_CODES.get(kind, LOST)}
        yield DrillFigure(
            server=server,
            label=f"{kind.name}: closed otherwise than with {' or '.join(map(str, right - {0}))}",
            value=sum(each.code not in right for each in mob.offenders),
            relation="=",
            bound=0,
        )
        yield DrillFigure(
            server=server,
            label=f"{kind.name}: sockets left after {mob.seconds:.0f} s",
            value=left,
            relation="=",
            bound=0,
        )


def _disturbance_figure(plan: DrillPlan, server: ServerName) -> DrillFigure:
    """Without, with, without: the median over the rounds of how the staleness changed."""
    ratios = []
    with (
        RunningSystem(product_board(server), plan.folder, plan.rate) as running,
        LoadGenerator() as generator,
        BackgroundLoop() as background,
    ):
        _connect_healthy(plan, running, generator)
        for _ in range(plan.rounds):
            before = measure_window(running, generator, plan.window)
            mob = Mob(KINDS, plan.offenders, running)
            mob.enter(background, SETTLE + plan.window)
            among = measure_window(running, generator, plan.window)
            mob.leave()
            after = measure_window(running, generator, plan.window)
            ratios.append(among.p50 / mean((before.p50, after.p50)))
    return DrillFigure(
        server=server,
        label="all of them: healthy viewers' median staleness, with ÷ without",
        value=median(ratios),
        bound=MAX_STALENESS_RATIO,
        needs_quiet=True,
    )


def _connect_healthy(plan: DrillPlan, running: RunningSystem, generator: LoadGenerator) -> None:
    generator.connect(plan.healthy, running.address, running.origin)
    time.sleep(WARM_SECONDS)


def _watch_limit(plan: DrillPlan) -> float:
    """Seconds for which those are watched that are not cut at once."""
    return PARK_AFTER + SLACK + (CLOSE_AFTER if plan.until_cut else 0)


def _elapsed(since: float | None, until: float | None) -> float:
    return float("inf") if since is None or until is None else until - since
