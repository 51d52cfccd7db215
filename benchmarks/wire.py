"""What the bench and its load generator say to each other: one JSON object a line."""

from __future__ import annotations

from msgspec import Struct


class LoadCommand(Struct, tag_field="do"):
    """From the bench."""


class SetViewers(LoadCommand, tag="connect"):
    """So many viewers, more or fewer than now. ``address`` and ``cookie`` may hold a ``{number}``.
    None sets out after ``seconds``: a server that takes that long does not hold them."""

    count: int
    address: str
    origin: str
    seconds: float
    cookie: str = ""


class ReadCounters(LoadCommand, tag="mark"):
    """Say the counters."""


class StartRecording(LoadCommand, tag="record"):
    """Note each change that a sampled viewer sees, from now on."""


class StopRecording(LoadCommand, tag="log"):
    """Stop noting, and say what was noted."""


AnyLoadCommand = SetViewers | ReadCounters | StartRecording | StopRecording


class Counters(Struct):
    """Since the load generator began. ``sampled_*`` are of the viewers that are read row by row.

    ``least`` is the fewest messages that any viewer got since the counters were last said;
    ``cpu`` is the load generator's own, in seconds.
    """

    connected: int = 0
    refused: int = 0
    lost: int = 0
    messages: int = 0
    bytes: int = 0
    acks: int = 0
    least: int = 0
    sampled_messages: int = 0
    sampled_rows: int = 0
    backwards: int = 0
    cpu: float = 0.0


class RowChange(Struct, array_like=True):
    """A row changed on a page: ``shown`` is its time (UTC ms) before, ``arrived`` UTC ms."""

    symbol: str
    shown: int
    arrived: float


class ShownRow(Struct, array_like=True):
    """A row that a page shows as the log ends."""

    symbol: str
    shown: int


class Recording(Struct):
    """``blank`` sampled pages have no row at all."""

    changes: list[RowChange]
    shown_rows: list[ShownRow]
    blank_pages: int
