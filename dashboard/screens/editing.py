"""Changes to programmes and their pages. Each is announced to the walls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from dashboard.forms.refusals import RefusedEditError
from dashboard.forms.text import copy_name
from dashboard.screens import limits
from dashboard.screens.names import existing_names, unique_name
from dashboard.screens.programmes import Programme, ProgrammePage
from dashboard.watchlists.models import Watchlist
from ticker.live.topics import announce


def create(name: str) -> Programme:
    """Raises RefusedEditError."""
    with unique_name(Programme, name):
        if Programme.objects.count() >= limits.PROGRAMMES:
            raise RefusedEditError(
                f"There are {limits.PROGRAMMES} programmes, and there may be no more. Delete one "
                "that no screen needs."
            )
        return Programme.objects.create(name=name)


def configure(programme: Programme, changes: Mapping[str, Any]) -> None:
    """Raises RefusedEditError."""
    if not changes:
        return
    with unique_name(Programme, changes.get("name"), excluded=programme.pk):
        if not Programme.objects.filter(pk=programme.pk).update(**changes):
            raise Programme.DoesNotExist
        programme.mark_changed()


def duplicate(programme: Programme) -> Programme:
    """Raises RefusedEditError."""
    with transaction.atomic():
        copy = create(copy_name(programme.name, existing_names(Programme), limits.NAME))
        own = {"id", "name", "version"}
        fields = [field.name for field in Programme._meta.concrete_fields if field.name not in own]
        configure(copy, {name: getattr(programme, name) for name in fields})
        for page in programme.pages.all():
            page.pk, page.programme = None, copy
            page.save(force_insert=True)
    copy.refresh_from_db()
    return copy


def delete(programme: Programme) -> None:
    """Its screens keep no programme. Raises Programme.DoesNotExist."""
    with transaction.atomic():
        locked = Programme.objects.select_for_update().get(pk=programme.pk)
        topics = [locked.topic, *(screen.topic for screen in locked.screens.all())]
        locked.screens.update(version=F("version") + 1)
        locked.delete()
        transaction.on_commit(partial(announce, *topics))


@contextmanager
def _locked_programme(programme: Programme) -> Iterator[Programme]:
    """Lock the programme. Raises Programme.DoesNotExist."""
    with transaction.atomic():
        yield Programme.objects.select_for_update().get(pk=programme.pk)
        programme.mark_changed()


def add_page(programme: Programme, values: Mapping[str, object]) -> None:
    """Raises RefusedEditError."""
    with _locked_programme(programme) as locked:
        if locked.pages.count() >= limits.PAGES:
            raise RefusedEditError(f"A programme may have {limits.PAGES} pages. Remove one first.")
        _check_list(values)
        last = locked.pages.aggregate(last=Max("position"))["last"] or 0
        locked.pages.create(position=last + 1, **values)


def change_page(page: ProgrammePage, values: Mapping[str, object]) -> None:
    """Raises RefusedEditError."""
    if not values:
        return
    with _locked_programme(page.programme):
        _check_list(values)
        if not ProgrammePage.objects.filter(pk=page.pk).update(**values):
            raise _removed_page_refusal()


def move_page(programme: Programme, number: str, offset: int) -> None:
    """Move a page one place up (-1) or down (1), within the ends. Raises RefusedEditError."""
    with _locked_programme(programme) as locked:
        pages = list(locked.pages.all())
        page = _find_page(pages, number)
        place = pages.index(page)
        pages.insert(max(0, place + offset), pages.pop(place))
        for position, moved in enumerate(pages, 1):
            moved.position = position
        ProgrammePage.objects.bulk_update(pages, ["position"])


def remove_page(programme: Programme, number: str) -> ProgrammePage:
    """Raises RefusedEditError."""
    with _locked_programme(programme) as locked:
        page = _find_page(list(locked.pages.all()), number)
        page.delete()
    return page


def _find_page(pages: list[ProgrammePage], number: str) -> ProgrammePage:
    page = next((candidate for candidate in pages if str(candidate.pk) == number), None)
    if page is None:
        raise _removed_page_refusal()
    return page


def _removed_page_refusal() -> RefusedEditError:
    return RefusedEditError("That page is no longer in the programme; somebody has removed it.")


def _check_list(values: Mapping[str, object]) -> None:
    """Lock the list until the transaction ends. Raises RefusedEditError."""
    watchlist = values.get("watchlist")
    if isinstance(watchlist, Watchlist):
        there = Watchlist.objects.select_for_update().filter(pk=watchlist.pk)
        if there.first() is None:
            raise RefusedEditError(f"The list “{watchlist}” has been deleted meanwhile.")
