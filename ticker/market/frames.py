"""Frames: what changed in one beat, as data, on its way to every web process."""

from __future__ import annotations

from math import ceil

import msgspec
from msgspec import Struct

from ticker.market.bar import Bar
from ticker.market.freshness import CONNECTING, UNKNOWN, Freshness
from ticker.market.level1 import Level1
from ticker.market.prints import Print

GROUP = "frames"
"""The channel layer group that carries frames."""

BEAT = 0.1
"""Seconds between two frames."""

MIN_REST = 0.1 * BEAT
"""Seconds before a beat in which nobody waits for it: a timer that fires early must not beat
twice."""

KEYFRAME_SPACING = 4.0
"""Seconds between two keyframes. A new web process knows nothing before one, and its pages must be
current within 5 s."""

AGE_LIMIT = 5.0
"""Seconds after which a frame is too old to be shown as live."""


def seconds_until_beat(now: float, lead: float = 0.0) -> float:
    """Seconds from ``now`` until the next beat, or until ``lead`` seconds before it. Beats are the
    multiples of BEAT on the event loop's clock, so whatever prepares for a frame knows when it
    leaves."""
    return ceil((now + lead + MIN_REST) / BEAT) * BEAT - lead - now


class Gap(Struct, frozen=True, array_like=True):
    """A period in which a feed may have missed events, in UTC nanoseconds."""

    since: int
    until: int


class FeedHealth(Struct, frozen=True, array_like=True, kw_only=True):
    """The health of one feed, for operators. Times are UTC nanoseconds, 0 for never.

    ``last_heard`` is the time of the last message, heartbeats included; ``newest`` is the newest
    ts_event. ``events`` and ``rejected`` count messages and drops by reason; ``failures`` counts
    restarts, and ``problem`` is the reason of the last one. ``symbols`` is the number of
    instruments shown from this feed. ``gaps`` counts periods in which something may be missing.
    """

    name: str = ""
    word: Freshness = UNKNOWN
    last_heard: int = 0
    newest: int = 0
    events: int = 0
    rejected: dict[str, int] = {}
    failures: int = 0
    problem: str = ""
    symbols: int = 0
    gaps: int = 0
    last_gap: Gap | None = None


class Switch(Struct, frozen=True, array_like=True):
    """At ``ts`` (UTC nanoseconds) ``symbols`` instruments went from one feed to another."""

    ts: int
    before: str
    after: str
    symbols: int


class FeedState(Struct, frozen=True, array_like=True, kw_only=True):
    """The state of the feed on the status bar. Times are UTC nanoseconds.

    ``clock`` is the exchange's time and ``newest`` the newest ts_event. ``events`` counts applied
    events, ``rejected`` dropped ones by reason. ``origin`` is the source under which its bars are
    stored. ``feeds`` are the feeds behind it, in FEED order; ``switches`` the last takeovers,
    newest last; ``switched`` counts instruments that changed feed since the publisher started.
    """

    name: str = ""
    word: Freshness = CONNECTING
    clock: int = 0
    newest: int = 0
    always_open: bool = False
    events: int = 0
    rejected: dict[str, int] = {}
    problem: str = ""
    origin: str = ""
    feeds: list[FeedHealth] = []
    switches: list[Switch] = []
    switched: int = 0


class Frame(Struct, frozen=True, array_like=True, kw_only=True):
    """The sequence is (epoch, n): an epoch starts with the publisher, and n counts its frames.

    ``ts`` is the publisher's wall clock in UTC nanoseconds. ``rows`` has each changed instrument
    once, with its newest value; a keyframe has all instruments. ``prints`` are the newest trades
    since the frame before. ``bars`` come once a second: the minute bars that changed, by symbol.
    """

    epoch: int
    n: int
    ts: int
    is_keyframe: bool
    feed: FeedState
    rows: list[Level1]
    prints: list[Print] = []
    bars: list[tuple[str, Bar]] = []


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Frame)


def encode(frame: Frame) -> bytes:
    return _encoder.encode(frame)


def decode(data: bytes) -> Frame:
    """Raises msgspec.DecodeError for anything but a frame of this version."""
    return _decoder.decode(data)
