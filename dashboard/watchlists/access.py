"""Who may see a list: its owner, and anyone with a link that was not revoked."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import NamedTuple

from channels.db import database_sync_to_async
from msgspec import Struct, structs

from dashboard.accounts.visitor import Visitor, session_users, signed_out_refusal
from dashboard.watchlists.listline import ListLine
from dashboard.watchlists.models import Share, Watchlist, digest
from ticker.live.close_codes import NOT_FOUND, Refused
from ticker.live.subscription import AccessResult


def not_found_refusal() -> Refused:
    """The same for a list that does not exist and for another user's list."""
    return Refused(NOT_FOUND, "no such list")


class ListAccess(Struct, frozen=True):
    """A list as one reader may see it; ``share`` is the link, None for the owner."""

    watchlist: Watchlist
    share: Share | None = None

    @property
    def shows_notes(self) -> bool:
        return self.share is None or self.share.shows_notes

    @property
    def shows_positions(self) -> bool:
        return self.share is None or self.share.shows_positions

    def visible_lines(self) -> list[ListLine]:
        """Return the lines as the reader may copy them."""
        return [self._visible_line(line) for line in self.watchlist.lines()]

    def _visible_line(self, line: ListLine) -> ListLine:
        visible = (
            line if self.shows_positions else ListLine(symbol=line.symbol, heading=line.heading)
        )
        return structs.replace(visible, note=line.note if self.shows_notes else "")

    @property
    def topics(self) -> frozenset[str]:
        own = {self.watchlist.topic}
        return frozenset(own | {self.share.topic} if self.share else own)

    def shown_version(self, visitor: Visitor) -> ShownVersion:
        share = self.share.pk if self.share else 0
        return ShownVersion(visitor.session, self.watchlist.pk, share, self.watchlist.version)


class ShownVersion(NamedTuple):
    """The version of a list that a page was shown. ``session`` is the key of a session, "" for a
    stranger; ``share`` is 0 for the owner."""

    session: str
    watchlist: int
    share: int
    version: int


def owned_list(visitor: Visitor, list_id: int) -> ListAccess:
    """Raises Refused, in the same way for a missing list and for another user's."""
    user = visitor.user
    watchlist = user and Watchlist.objects.filter(owner=user, pk=list_id).first()
    if not watchlist:
        raise not_found_refusal()
    return ListAccess(watchlist)


def shared_list(token: str) -> ListAccess:
    """Raises Refused."""
    watchlist = Share.objects.select_related("watchlist").filter(digest=digest(token)).first()
    if watchlist is None:
        raise not_found_refusal()
    return ListAccess(watchlist.watchlist, watchlist)


async def check_lists(keys: Collection[Hashable]) -> Mapping[Hashable, AccessResult]:
    """Check the keys, which are Seen."""
    return await database_sync_to_async(_check_lists)(
        [key for key in keys if isinstance(key, ShownVersion)]
    )


def _check_lists(shown_versions: Collection[ShownVersion]) -> dict[Hashable, AccessResult]:
    users = session_users({seen.session for seen in shown_versions if seen.session})
    versions = _owners_and_versions(seen.watchlist for seen in shown_versions)
    watchlist = Share.objects.filter(pk__in={seen.share for seen in shown_versions})
    shares = set(watchlist.values_list("pk", flat=True))
    verdicts: dict[Hashable, AccessResult] = {}
    for seen in shown_versions:
        owner, version = versions.get(seen.watchlist, (0, 0))
        user = users.get(seen.session)
        if seen.session and user is None:
            verdicts[seen] = signed_out_refusal()
        elif seen.share not in shares if seen.share else user is None or user.pk != owner:
            verdicts[seen] = not_found_refusal()
        elif version != seen.version:
            verdicts[seen] = None
    return verdicts


def _owners_and_versions(list_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Map each list to its owner and version."""
    watchlist = Watchlist.objects.filter(pk__in=set(list_ids)).values_list("pk", "owner", "version")
    return {pk: (owner, version) for pk, owner, version in watchlist}
