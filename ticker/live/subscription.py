"""The content of a socket: its tables, its rate and its access check."""

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


class TableSpec(Struct, frozen=True, eq=False):
    """One table of a page. Specs with the same layout, positions and ``key`` are the same table.

    ``select`` returns the symbols in order, with headings among them; MOST_ROWS at most are used.
    It is called every few seconds if ``is_ranked``; with ``in_step`` at the same moment for all
    such tables, so that screens next to each other show one order.
    """

    layout: Layout
    key: str
    select: Callable[[Mirror], Sequence[str]]
    is_ranked: bool = field(default=False)
    positions: Positions = NONE
    is_in_step: bool = False

    def symbols(self, mirror: Mirror) -> tuple[str, ...]:
        return tuple(self.select(mirror))[:MOST_ROWS]


AccessResult = Refused | None
"""The result for a page that changed: a refusal, or None if it must be read again."""

AccessCheck = Callable[[Collection[Hashable]], Awaitable[Mapping[Hashable, AccessResult]]]
"""Checks many pages by their keys; returns those that changed."""


class Guard(Struct, frozen=True, kw_only=True, eq=False):
    """Keeps a page true that not everybody may see, or that may be edited.

    ``check`` is called with its ``key`` and those of others when one of the ``topics`` is
    announced, and every half minute. ``renew`` reads the page again, or raises Refused.
    """

    key: Hashable
    check: AccessCheck
    topics: frozenset[str]
    renew: Callable[[], Awaitable[Subscription]]


Render = Callable[[], str]
"""Renders what surrounds a page's tables, or the panels next to them, as one or more out-of-band
fragments."""


class ClientOptions(NamedTuple):
    """How a client acknowledges and reloads. ``once`` is the htmx trigger of the acknowledgement:
    "load" fires when the message is applied, also in a hidden tab; "intersect once" fires with the
    paint. ``reload_url`` is asked when no heartbeat comes."""

    ack_trigger: str = "load"
    reload_url: str = "/reload/"


class Subscription(Struct, frozen=True):
    """The content of a socket, its rate in updates a second, and its guard; None if everybody may
    see it.

    ``content`` renders the whole content of a page that changes while it is open; without it the
    tables stay where the page drew them. ``panels`` renders the changed parts next to the tables,
    or "", when the page has room for them.
    """

    table_specs: list[TableSpec]
    rate: int
    guard: Guard | None = None
    content: Render | None = None
    panels: Render | None = None
    client_options: ClientOptions = ClientOptions()
