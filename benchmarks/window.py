"""A window: a running system with so many viewers, watched for some seconds."""

from __future__ import annotations

import time

from msgspec import Struct, structs

from benchmarks.generator import LoadGenerator
from benchmarks.processes import busy_seconds
from benchmarks.runningsystem import RunningSystem
from benchmarks.staleness import percentile, stalenesses
from benchmarks.ticks import Ticks

SETTLE = 1.0
"""Seconds between the last viewer's coming and the window: every page has its first rows."""

TAIL = 0.6
"""Seconds after the window in which a value that was outdated within it may still be replaced."""

NOISE = 0.05
"""The share of a core that other programs may use meanwhile."""

BUSY_SHARE = 0.9
"""The share of its core from which on the load generator is what is measured."""


class Window(Struct, kw_only=True):
    """What was seen. Staleness in milliseconds, CPU in seconds over the ``seconds`` of the window;
    ``rows`` is exact up to fifty viewers and else estimated from the sample. ``foreign`` is how
    much of one core programs used that have no part in it; ``length`` is a page's rows."""

    system: str
    server: str
    rate: int
    length: int
    viewers: int
    seconds: float
    messages: int
    rows: float
    bytes: int
    acks: int
    least: int
    missing: int
    backwards: int
    samples: int
    p50: float
    p99: float
    worst: float
    cpu: float
    tape_cpu: float
    load_cpu: float
    foreign: float

    @property
    def generator_share(self) -> float:
        """How much of their core load generator and tape used."""
        return (self.load_cpu + self.tape_cpu) / self.seconds

    @property
    def is_generator_bound(self) -> bool:
        return self.generator_share > BUSY_SHARE

    @property
    def message_cpu(self) -> float:
        """Microseconds of the system's CPU for each delivered message."""
        return self.cpu / max(self.messages, 1) * 1e6

    @property
    def row_cpu(self) -> float:
        """Microseconds of the system's CPU for each delivered row update."""
        return self.cpu / max(self.rows, 1) * 1e6

    def summary(self) -> dict[str, object]:
        """Everything, with what follows from it."""
        more = {
            "message_cpu": self.message_cpu,
            "row_cpu": self.row_cpu,
            "generator_share": self.generator_share,
        }
        return {**structs.asdict(self), **more}

    def is_within(self, limit: float) -> bool:
        """Every viewer was there and served, and 99 of 100 values were stale for at most
        ``limit`` milliseconds."""
        return bool(not self.missing and self.least and self.samples and self.p99 <= limit)


def measure_window(running: RunningSystem, generator: LoadGenerator, seconds: float) -> Window:
    """Raises BenchError if the load generator fails."""
    time.sleep(SETTLE)
    generator.start_recording()
    before, spent, start = generator.read_counters(), _cpu_used(running), time.time()
    time.sleep(seconds)
    after, end = generator.read_counters(), time.time()
    cpu, tape_cpu, busy = (now - then for now, then in zip(_cpu_used(running), spent, strict=True))
    time.sleep(TAIL)
    logged, cut = generator.stop_recording(), time.time()
    ticks = Ticks(running.schedule, running.tape.start, int(cut * 1e9))
    stale = stalenesses(ticks, logged, start * 1000, end * 1000, cut * 1000)
    sampled = max(after.sampled_messages - before.sampled_messages, 1)
    share = (after.messages - before.messages) / sampled
    return Window(
        system=running.system.name,
        server=running.system.server,
        rate=running.schedule.rate,
        length=running.system.length,
        viewers=generator.viewers,
        seconds=end - start,
        messages=after.messages - before.messages,
        rows=(after.sampled_rows - before.sampled_rows) * share,
        bytes=after.bytes - before.bytes,
        acks=after.acks - before.acks,
        least=after.least,
        missing=generator.viewers - after.connected + logged.blank_pages,
        backwards=after.backwards - before.backwards,
        samples=len(stale),
        p50=percentile(stale, 50),
        p99=percentile(stale, 99),
        worst=stale[-1] if stale else 0.0,
        cpu=cpu,
        tape_cpu=tape_cpu,
        load_cpu=after.cpu - before.cpu,
        foreign=(busy - cpu - tape_cpu - (after.cpu - before.cpu)) / (end - start),
    )


def _cpu_used(running: RunningSystem) -> tuple[float, float, float]:
    """CPU seconds so far: of the system, of its tape, of the whole machine."""
    return running.cpu_seconds(), running.tape_cpu_seconds(), busy_seconds()
