"""Who may see a list: its owner, and whoever has a link to it that was not revoked."""

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
    """Whether there is none, or it is somebody else's."""
    return Refused(NOT_FOUND, "no such list")


class Sight(Struct, frozen=True):
    """A list as somebody may see it; through which link, if it is not theirs."""

    watchlist: Watchlist
    share: Share | None = None

    @property
    def shows_notes(self) -> bool:
        return self.share is None or self.share.shows_notes

    @property
    def shows_positions(self) -> bool:
        return self.share is None or self.share.shows_positions

    def lines(self) -> list[Line]:
        """What of it may be seen, to be taken along."""
        return [self._visible(line) for line in self.watchlist.lines()]

    def _visible(self, line: Line) -> Line:
        shown = line if self.shows_positions else Line(symbol=line.symbol, heading=line.heading)
        return structs.replace(shown, note=line.note if self.shows_notes else "")

    @property
    def topics(self) -> frozenset[str]:
        """Announced when it has changed, or may not be seen any more."""
        own = {self.watchlist.topic}
        return frozenset(own | {self.share.topic} if self.share else own)

    def seen(self, visitor: Visitor) -> Seen:
        share = self.share.pk if self.share else 0
        return Seen(visitor.session, self.watchlist.pk, share, self.watchlist.version)


class Seen(NamedTuple):
    """What a page was shown: by whom (the key of a session, "" for a stranger), which list, through
    which link (0: it is theirs), and at which version."""

    session: str
    watchlist: int
    share: int
    version: int


def own(visitor: Visitor, number: int) -> Sight:
    """Raises Refused for what there is not and for what is somebody else's, alike."""
    user = visitor.user
    found = user and Watchlist.objects.filter(owner=user, pk=number).first()
    if not found:
        raise gone()
    return Sight(found)


def shared(token: str) -> Sight:
    """Raises Refused."""
    found = Share.objects.select_related("watchlist").filter(digest=digest(token)).first()
    if found is None:
        raise gone()
    return Sight(found.watchlist, found)


async def changed(keys: Collection[Hashable]) -> Mapping[Hashable, Verdict]:
    """An Ask about what pages were shown: Seen."""
    return await database_sync_to_async(_changed)([key for key in keys if isinstance(key, Seen)])


def _changed(asked: Collection[Seen]) -> dict[Hashable, Verdict]:
    users = holders({seen.session for seen in asked if seen.session})
    versions = _versions(seen.watchlist for seen in asked)
    found = Share.objects.filter(pk__in={seen.share for seen in asked})
    shares = set(found.values_list("pk", flat=True))
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
    """Owner and version of each list that there is."""
    found = Watchlist.objects.filter(pk__in=set(numbers)).values_list("pk", "owner", "version")
    return {pk: (owner, version) for pk, owner, version in found}
