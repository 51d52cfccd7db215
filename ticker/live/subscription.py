"""A view: which instruments, in which order, in which layout, at which rate a page shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct, field

from ticker.live.close_codes import Refused
from ticker.live.mirror import Mirror
from ticker.rows.positions import NONE, Positions
from ticker.rows.rows import Layout

MOST_ROWS = 200
DEFAULT_RATE = 5
RATES = (10, 5, 2, 1, 0)
"""Updates a second that a page may ask for; 0 is paused."""


class View(Struct, frozen=True, eq=False):
    """One table of a page. Two views with the same layout, positions and ``key`` are the same.

    ``select`` picks the symbols, at most MOST_ROWS of them, in order, with the headings between
    them; it is asked again every few seconds when ``is_ranked``, and ``in_step`` at the same moment
    as all others that are: screens side by side show one order.
    """

    layout: Layout
    key: str
    select: Callable[[Mirror], Sequence[str]]
    is_ranked: bool = field(default=False)
    positions: Positions = NONE
    in_step: bool = False

    def symbols(self, mirror: Mirror) -> tuple[str, ...]:
        return tuple(self.select(mirror))[:MOST_ROWS]


Verdict = Refused | None
"""Of a page that is not as it was: it may not be shown any more, or has to be read anew."""

Ask = Callable[[Collection[Hashable]], Awaitable[Mapping[Hashable, Verdict]]]
"""Asks about many pages by their keys, and answers for those that are not as they were."""


class Guard(Struct, frozen=True, kw_only=True, eq=False):
    """What keeps a page true that not everybody may see, or that may be edited.

    ``ask`` is asked about its ``key``, together with those of others: when one of the ``topics`` is
    announced, and every half minute. ``renew`` reads anew what it shows, or raises Refused.
    """

    key: Hashable
    ask: Ask
    topics: frozenset[str]
    renew: Callable[[], Awaitable[Watched]]


Draw = Callable[[], str]
"""Draws what stands around a page's tables, with these in it, or beside them, as it is now: one
out-of-band fragment or several."""


class Manner(NamedTuple):
    """How a page answers that it has what it was sent, ``once`` it has it: "load" when it has
    applied it, even in a hidden tab; "intersect once" with the paint. And ``heals``, the address
    that a page asks which has heard no heartbeat."""

    once: str = "load"
    heals: str = "/reload/"


class Watched(Struct, frozen=True):
    """What a socket shows, how often a second, and its guard; None where all may see it.

    A page that turns to something else while it is open is pushed its ``stage``; where there is
    none, its tables are where the page was drawn with them. ``aside`` draws what is beside them and
    has changed, or "": another one is drawn when the page has room for it.
    """

    views: list[View]
    rate: int
    guard: Guard | None = None
    stage: Draw | None = None
    aside: Draw | None = None
    manner: Manner = Manner()
