"""Who may see a list: its owner, and anyone with a link that was not revoked."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import NamedTuple

from channels.db import database_sync_to_async
from msgspec import Struct, structs

from dashboard.accounts.visitor import Visitor, holders, signed_out
from dashboard.watchlists.line import Line
from dashboard.watchlists.models import Share, Watchlist, digest
from ticker.live.close_codes import NOT_FOUND, Refused
from ticker.live.subscription import Verdict


def gone() -> Refused:
    """The same for a list that does not exist and for another user's list."""
    return Refused(NOT_FOUND, "no such list")


class Sight(Struct, frozen=True):
    """A list as one reader may see it; ``share`` is the link, None for the owner."""

    watchlist: Watchlist
    share: Share | None = None

    @property
    def shows_notes(self) -> bool:
        return self.share is None or self.share.shows_notes

    @property
    def shows_positions(self) -> bool:
        return self.share is None or self.share.shows_positions

    def lines(self) -> list[Line]:
        """Return the lines as the reader may copy them."""
        return [self._visible(line) for line in self.watchlist.lines()]

    def _visible(self, line: Line) -> Line:
        visible = line if self.shows_positions else Line(symbol=line.symbol, heading=line.heading)
        return structs.replace(visible, note=line.note if self.shows_notes else "")

    @property
    def topics(self) -> frozenset[str]:
        own = {self.watchlist.topic}
        return frozenset(own | {self.share.topic} if self.share else own)

    def seen(self, visitor: Visitor) -> Seen:
        share = self.share.pk if self.share else 0
        return Seen(visitor.session, self.watchlist.pk, share, self.watchlist.version)


class Seen(NamedTuple):
    """What a page was shown. ``session`` is the key of a session, "" for a stranger; ``share`` is 0
    for the owner."""

    session: str
    watchlist: int
    share: int
    version: int


def own(visitor: Visitor, number: int) -> Sight:
    """Raises Refused, in the same way for a missing list and for another user's."""
    user = visitor.user
    watchlist = user and Watchlist.objects.filter(owner=user, pk=number).first()
    if not watchlist:
        raise gone()
    return Sight(watchlist)


def shared(token: str) -> Sight:
    """Raises Refused."""
    watchlist = Share.objects.select_related("watchlist").filter(digest=digest(token)).first()
    if watchlist is None:
        raise gone()
    return Sight(watchlist.watchlist, watchlist)


async def changed(keys: Collection[Hashable]) -> Mapping[Hashable, Verdict]:
    """Check the keys, which are Seen."""
    return await database_sync_to_async(_changed)([key for key in keys if isinstance(key, Seen)])


def _changed(asked: Collection[Seen]) -> dict[Hashable, Verdict]:
    users = holders({seen.session for seen in asked if seen.session})
    versions = _versions(seen.watchlist for seen in asked)
    watchlist = Share.objects.filter(pk__in={seen.share for seen in asked})
    shares = set(watchlist.values_list("pk", flat=True))
    verdicts: dict[Hashable, Verdict] = {}
    for seen in asked:
        owner, version = versions.get(seen.watchlist, (0, 0))
        user = users.get(seen.session)
        if seen.session and user is None:
            verdicts[seen] = signed_out()
        elif seen.share not in shares if seen.share else user is None or user.pk != owner:
            verdicts[seen] = gone()
        elif version != seen.version:
            verdicts[seen] = None
    return verdicts


def _versions(numbers: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Map each list to its owner and version."""
    watchlist = Watchlist.objects.filter(pk__in=set(numbers)).values_list("pk", "owner", "version")
    return {pk: (owner, version) for pk, owner, version in watchlist}
