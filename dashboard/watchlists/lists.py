from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from dashboard.forms.oneline import copy_name
from dashboard.forms.refused import RefusedEditError
from dashboard.watchlists import limits
from dashboard.watchlists.editing import editing
from dashboard.watchlists.line import Line
from dashboard.watchlists.models import Watchlist
from ticker.live.topics import announce

FIRST = "Watchlist"
"""The name of the list that the first star makes."""


def of(owner: User) -> QuerySet[Watchlist]:
    return Watchlist.objects.filter(owner=owner)


def counted(owner: User) -> QuerySet[Watchlist]:
    """Annotate each list with ``size``, the number of its symbols."""
    entries = Q(entries__removed_at=None) & ~Q(entries__symbol="")
    return of(owner).annotate(size=Count("entries", filter=entries))


@contextmanager
def _alone(owner: User) -> Iterator[None]:
    """Lock the lists of this person."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=owner.pk)
        yield


def create(owner: User, name: str, lines: Sequence[Line] = ()) -> Watchlist:
    """The first list is the default. Raises RefusedEditError."""
    with _alone(owner):
        count = of(owner).count()
        if count >= limits.LISTS:
            raise RefusedEditError(
                f"You have {count} lists, and one person may have {limits.LISTS}. Delete one that "
                "you no longer need."
            )
        _check_name(owner, name)
        watchlist = Watchlist.objects.create(owner=owner, name=name, is_default=not count)
        if lines:
            with editing(watchlist) as draft:
                draft.extend(lines)
            watchlist.refresh_from_db()
    return watchlist


def default(owner: User) -> Watchlist:
    """Return the list that the star adds to; make one if there is none."""
    with _alone(owner):
        watchlist = of(owner).filter(is_default=True).first()
        return watchlist or _adopted(owner) or create(owner, FIRST)


def _adopted(owner: User) -> Watchlist | None:
    """Make the first list the default after the default was deleted."""
    first = of(owner).first()
    if first:
        make_default(first)
    return first


def make_default(watchlist: Watchlist) -> None:
    with _alone(watchlist.owner):
        of(watchlist.owner).update(is_default=False)
        of(watchlist.owner).filter(pk=watchlist.pk).update(is_default=True)


def rename(watchlist: Watchlist, name: str, known: str) -> None:
    """``known`` is the name that its reader was shown. Raises RefusedEditError."""
    with _alone(watchlist.owner):
        now = Watchlist.objects.get(pk=watchlist.pk).name
        if now not in (known, name):
            raise RefusedEditError(f"It has been renamed meanwhile, to “{now}”.")
        _check_name(watchlist.owner, name, but=watchlist)
        renamed = Watchlist.objects.filter(pk=watchlist.pk)
        renamed.update(name=name, version=F("version") + 1)
        transaction.on_commit(partial(announce, watchlist.topic))


def duplicate(watchlist: Watchlist, owner: User, lines: Sequence[Line]) -> Watchlist:
    """Raises RefusedEditError."""
    with _alone(owner):
        return create(owner, _free_name(owner, watchlist.name), lines)


def delete(watchlist: Watchlist) -> None:
    """Raises Watchlist.DoesNotExist."""
    with transaction.atomic():
        # Lock the list before its entries, as in editing, against a deadlock.
        locked = Watchlist.objects.select_for_update().get(pk=watchlist.pk)
        topics = [locked.topic, *(share.topic for share in locked.shares.all())]
        locked.delete()
        transaction.on_commit(partial(announce, *topics))


def _check_name(owner: User, name: str, but: Watchlist | None = None) -> None:
    others = of(owner).filter(name__iexact=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise RefusedEditError(f"You have a list called “{name}” already. Choose another name.")


def _free_name(owner: User, name: str) -> str:
    taken = {name_taken.casefold() for name_taken in of(owner).values_list("name", flat=True)}
    return copy_name(name, taken, limits.NAME)
