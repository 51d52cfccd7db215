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
"""The channel layer group on which frames travel."""

BEAT = 0.1
"""Seconds between two frames."""

LEAST_REST = 0.1 * BEAT
"""Seconds before a beat in which nobody waits for it: a timer that ends early must not beat
twice."""

KEYFRAME_SPACING = 4.0
"""Seconds between two frames that carry everything: a new web process knows nothing before one,
and its pages are to be current within 5 s."""

AGE_LIMIT = 5.0
"""Seconds after which a frame is too old to be shown as live."""


def until_beat(now: float, lead: float = 0.0) -> float:
    """Seconds from ``now`` until the next beat, or ``lead`` seconds before it. Beats are the
    multiples of BEAT on the event loop's clock, so whoever works for a frame knows when it goes."""
    return ceil((now + lead + LEAST_REST) / BEAT) * BEAT - lead - now


class Gap(Struct, frozen=True, array_like=True):
    """A stretch of which a feed may have said less than there was, in UTC nanoseconds."""

    since: int
    until: int


class FeedHealth(Struct, frozen=True, array_like=True, kw_only=True):
    """How one of the feeds is, for those who look after it. Times are UTC nanoseconds, 0 for never:
    ``heard`` is when it last said anything, a heartbeat too, ``newest`` its newest ts_event.
    ``events`` is how many it said, ``rejected`` what was dropped of them, by reason; ``failures``
    how often it has failed and was tried again, ``problem`` the last time's reason. ``symbols`` is
    of how many instruments it is the one that is shown. ``gaps`` counts the stretches of which
    something may be missing, ``last_gap`` is the newest.
    """

    name: str = ""
    word: Freshness = UNKNOWN
    heard: int = 0
    newest: int = 0
    events: int = 0
    rejected: dict[str, int] = {}
    failures: int = 0
    problem: str = ""
    symbols: int = 0
    gaps: int = 0
    last_gap: Gap | None = None


class Switch(Struct, frozen=True, array_like=True):
    """At ``ts``, UTC nanoseconds, so many instruments began to be shown by another feed."""

    ts: int
    before: str
    after: str
    symbols: int


class FeedState(Struct, frozen=True, array_like=True, kw_only=True):
    """How the feed is. ``word`` is its freshness word, ``clock`` the exchange's time (UTC ns),
    ``newest`` the newest ts_event so far, ``events`` how many were applied, ``rejected`` what was
    dropped, by reason; ``origin`` is what its bars are kept under. ``feeds`` are the feeds that it
    is made of, the first wins; ``switches`` the last times that another one took over, the newest
    last, and ``switched`` of how many instruments one did since the publisher began."""

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
    """Sequence (epoch, n): the epoch comes with the publisher's start, n counts its frames.

    ``ts`` is the publisher's wall clock, UTC nanoseconds. Each changed instrument is in ``rows``
    once, with its newest value; a keyframe has them all. ``prints`` are the trades since the frame
    before, the newest of each instrument; ``bars``, once a second, the bars of a minute that have
    changed, by symbol.
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
    """Raises msgspec.DecodeError for anything that is not a frame of this version."""
    return _decoder.decode(data)
