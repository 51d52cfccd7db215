"""misbehaving: clients that break the rules cost the server little, are cut, and disturb nobody."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import mean, median

from benchmarks.generator import Generator
from benchmarks.running import Running
from benchmarks.servers import ServerName, ours
from benchmarks.window import SETTLE, watch
from drills.background import Background
from drills.figure import Figure
from drills.mob import POLL, Mob
from drills.offenders import KINDS, Flooding, NotReading, Offender, TooBig
from drills.plan import Plan
from ticker.live.close_codes import LOST, TOO_BIG, TOO_MANY
from ticker.live.flow import BYTES_LIMIT, CLOSE_AFTER, PARK_AFTER, SECONDS_LIMIT

KIB = 1024
MEMORY = 256
"""KiB that an offender may cost beyond a healthy viewer."""

ROWS = BYTES_LIMIT // KIB + 64
"""KiB of rows that may go to who never answers: its credit, and the message that ends it."""

SLACK = 3.0
"""Seconds by which saying so and cutting may be late: they are done with a heartbeat."""

STALENESS = 1.1
"""By how much the healthy viewers' median staleness may change, as a factor."""

WARM = 5.0
"""Seconds for which healthy viewers are there before any other comes."""

NO_PONG = 1011
"""What uvicorn closes with who answers no ping. Who does not read is cut by the servers' own pings
before our time, and cannot be told why where the connection has to be broken off: that is 0."""

CUT: dict[type[Offender], int] = {Flooding: TOO_MANY, TooBig: TOO_BIG}
"""The codes of those that are closed at once; the others are parked first, and then LOST."""


def misbehaving(plan: Plan) -> Iterator[Figure]:
    """Raises BenchError."""
    for server in plan.servers:
        usual = _usual_growth(plan, server)
        for kind in KINDS:
            yield from one_kind(plan, server, kind, usual)
        yield _disturbance(plan, server)


def _usual_growth(plan: Plan, server: ServerName) -> list[int]:
    """By how many bytes the server grew at most, up to each POLL, when as many healthy viewers
    came as there are offenders of a kind."""
    with Running(ours(server), plan.folder, plan.rate) as running, Generator() as generator:
        _fill(plan, running, generator)
        before, growth = running.resident(), [0]
        generator.connect(plan.healthy + plan.offenders, running.address, running.origin)
        for _ in range(round(_limit(plan) / POLL)):
            time.sleep(POLL)
            growth.append(max(growth[-1], running.resident() - before))
    return growth


def one_kind(
    plan: Plan, server: ServerName, kind: type[Offender], usual: list[int]
) -> Iterator[Figure]:
    with (
        Running(ours(server), plan.folder, plan.rate) as running,
        Generator() as generator,
        Background() as background,
    ):
        _fill(plan, running, generator)
        mob = Mob([kind], plan.offenders, running)
        mob.enter(background)
        mob.watch(_limit(plan))
        left = mob.left
        mob.read_on(background)
        healthy = generator.mark()
    beyond = mob.growth - usual[min(round(mob.seconds / POLL), len(usual) - 1)]
    yield Figure(
        server=server,
        label=f"{kind.name}: memory beyond a healthy viewer's",
        found=beyond / plan.offenders / KIB,
        bound=MEMORY,
        unit="KiB",
        needs_quiet=True,
    )
    yield Figure(
        server=server,
        label=f"{kind.name}: rows sent to it",
        found=max(each.row_bytes for each in mob.offenders) / KIB or None,
        bound=ROWS,
        unit="KiB",
    )
    yield from _ending(plan, server, kind, mob, left)
    yield Figure(
        server=server,
        label=f"{kind.name}: healthy viewers lost",
        found=plan.healthy - healthy.connected,
        relation="=",
        bound=0,
    )


def _ending(
    plan: Plan, server: ServerName, kind: type[Offender], mob: Mob, left: int
) -> Iterator[Figure]:
    """How it ended: held back after its time, cut after its time and with its code."""
    if kind not in CUT and kind is not NotReading:
        yield Figure(
            server=server,
            label=f"{kind.name}: told CATCHING UP after",
            found=max(_seconds(each.opened_at, each.behind_at) for each in mob.offenders),
            bound=SECONDS_LIMIT + SLACK,
            unit="s",
        )
    if kind in CUT or plan.until_cut:
        right = {0, NO_PONG, LOST} if kind is NotReading else {CUT.get(kind, LOST)}
        yield Figure(
            server=server,
            label=f"{kind.name}: closed otherwise than with {' or '.join(map(str, right - {0}))}",
            found=sum(each.code not in right for each in mob.offenders),
            relation="=",
            bound=0,
        )
        yield Figure(
            server=server,
            label=f"{kind.name}: sockets left after {mob.seconds:.0f} s",
            found=left,
            relation="=",
            bound=0,
        )


def _disturbance(plan: Plan, server: ServerName) -> Figure:
    """Without, with, without: the median over the rounds of how the staleness changed."""
    ratios = []
    with (
        Running(ours(server), plan.folder, plan.rate) as running,
        Generator() as generator,
        Background() as background,
    ):
        _fill(plan, running, generator)
        for _ in range(plan.rounds):
            before = watch(running, generator, plan.window)
            mob = Mob(KINDS, plan.offenders, running)
            mob.enter(background, SETTLE + plan.window)
            among = watch(running, generator, plan.window)
            mob.leave()
            after = watch(running, generator, plan.window)
            ratios.append(among.p50 / mean((before.p50, after.p50)))
    return Figure(
        server=server,
        label="all of them: healthy viewers' median staleness, with ÷ without",
        found=median(ratios),
        bound=STALENESS,
        needs_quiet=True,
    )


def _fill(plan: Plan, running: Running, generator: Generator) -> None:
    generator.connect(plan.healthy, running.address, running.origin)
    time.sleep(WARM)


def _limit(plan: Plan) -> float:
    """Seconds for which those are watched that are not cut at once."""
    return PARK_AFTER + SLACK + (CLOSE_AFTER if plan.until_cut else 0)


def _seconds(since: float | None, until: float | None) -> float:
    return float("inf") if since is None or until is None else until - since
