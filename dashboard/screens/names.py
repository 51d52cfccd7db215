"""Unique names of screens and programmes, without regard to case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from dashboard.forms.refusals import RefusedEditError
from dashboard.screens.models import Screen
from dashboard.screens.programmes import Programme


class NameTakenError(RefusedEditError):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is one called “{name}” already. Choose another name.")


def existing_names(model: type[Screen | Programme], excluded: int | None = None) -> set[str]:
    """Compared with str.casefold(), because some databases fold only ASCII."""
    names = model._default_manager.values_list("pk", "name")
    return {name.casefold() for pk, name in names if pk != excluded}


@contextmanager
def unique_name(
    model: type[Screen | Programme], name: str | None, excluded: int | None = None
) -> Iterator[None]:
    """Open a transaction that names one object, ``but``, or a new one. Nothing else in it may
    violate a constraint. Raises NameTakenError, also if another user was faster."""
    try:
        with transaction.atomic():
            if name is not None and name.casefold() in existing_names(model, excluded):
                raise NameTakenError(name)
            yield
    except IntegrityError as error:
        raise NameTakenError(name or "") from error
