from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from dashboard.forms.refusals import RefusedEditError
from dashboard.forms.text import copy_name
from dashboard.watchlists import limits
from dashboard.watchlists.editing import edit_list
from dashboard.watchlists.listline import ListLine
from dashboard.watchlists.models import Watchlist
from ticker.live.topics import announce

DEFAULT_NAME = "Watchlist"
"""The name of the list that the first star makes."""


def owned_lists(owner: User) -> QuerySet[Watchlist]:
    return Watchlist.objects.filter(owner=owner)


def lists_with_sizes(owner: User) -> QuerySet[Watchlist]:
    """Annotate each list with ``size``, the number of its symbols."""
    entries = Q(entries__removed_at=None) & ~Q(entries__symbol="")
    return owned_lists(owner).annotate(size=Count("entries", filter=entries))


@contextmanager
def _lock_owner(owner: User) -> Iterator[None]:
    """Lock the lists of this person."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=owner.pk)
        yield


def create(owner: User, name: str, lines: Sequence[ListLine] = ()) -> Watchlist:
    """The first list is the default. Raises RefusedEditError."""
    with _lock_owner(owner):
        count = owned_lists(owner).count()
        if count >= limits.LISTS:
            raise RefusedEditError(
                f"You have {count} lists, and one person may have {limits.LISTS}. Delete one that "
                "you no longer need."
            )
        _check_name(owner, name)
        watchlist = Watchlist.objects.create(owner=owner, name=name, is_default=not count)
        if lines:
            with edit_list(watchlist) as draft:
                draft.extend(lines)
            watchlist.refresh_from_db()
    return watchlist


def get_default(owner: User) -> Watchlist:
    """Return the list that the star adds to; make one if there is none."""
    with _lock_owner(owner):
        watchlist = owned_lists(owner).filter(is_default=True).first()
        return watchlist or _adopt_first(owner) or create(owner, DEFAULT_NAME)


def _adopt_first(owner: User) -> Watchlist | None:
    """Make the first list the default after the default was deleted."""
    first = owned_lists(owner).first()
    if first:
        make_default(first)
    return first


def make_default(watchlist: Watchlist) -> None:
    with _lock_owner(watchlist.owner):
        owned_lists(watchlist.owner).update(is_default=False)
        owned_lists(watchlist.owner).filter(pk=watchlist.pk).update(is_default=True)


def rename(watchlist: Watchlist, name: str, shown_name: str) -> None:
    """``known`` is the name that its reader was shown. Raises RefusedEditError."""
    with _lock_owner(watchlist.owner):
        now = Watchlist.objects.get(pk=watchlist.pk).name
        if now not in (shown_name, name):
            raise RefusedEditError(f"It has been renamed meanwhile, to “{now}”.")
        _check_name(watchlist.owner, name, excluded=watchlist)
        renamed = Watchlist.objects.filter(pk=watchlist.pk)
        renamed.update(name=name, version=F("version") + 1)
        transaction.on_commit(partial(announce, watchlist.topic))


def duplicate(watchlist: Watchlist, owner: User, lines: Sequence[ListLine]) -> Watchlist:
    """Raises RefusedEditError."""
    with _lock_owner(owner):
        return create(owner, _unused_name(owner, watchlist.name), lines)


def delete(watchlist: Watchlist) -> None:
    """Raises Watchlist.DoesNotExist."""
    with transaction.atomic():
        # Lock the list before its entries, as in editing, against a deadlock.
        locked = Watchlist.objects.select_for_update().get(pk=watchlist.pk)
        topics = [locked.topic, *(share.topic for share in locked.shares.all())]
        locked.delete()
        transaction.on_commit(partial(announce, *topics))


def _check_name(owner: User, name: str, excluded: Watchlist | None = None) -> None:
    others = owned_lists(owner).filter(name__iexact=name)
    if (others.exclude(pk=excluded.pk) if excluded else others).exists():
        raise RefusedEditError(f"You have a list called “{name}” already. Choose another name.")


def _unused_name(owner: User, name: str) -> str:
    taken = {
        name_taken.casefold() for name_taken in owned_lists(owner).values_list("name", flat=True)
    }
    return copy_name(name, taken, limits.NAME)
