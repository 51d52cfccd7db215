"""Names of screens and of programmes: each once, whatever its case."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from dashboard.forms.refused import RefusedEditError
from dashboard.screens.models import Screen
from dashboard.screens.programmes import Programme


class NameTakenError(RefusedEditError):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is one called “{name}” already. Choose another name.")


def taken(kind: type[Screen | Programme], but: int | None = None) -> set[str]:
    """As they compare: not as the database does, of which some know no case but that of ASCII."""
    names = kind._default_manager.values_list("pk", "name")
    return {name.casefold() for pk, name in names if pk != but}


@contextmanager
def naming(
    kind: type[Screen | Programme], name: str | None, but: int | None = None
) -> Iterator[None]:
    """A transaction in which one, ``but``, is given a name, or None, and that changes nothing else
    that the database may refuse. Raises NameTakenError, too where somebody else was quicker."""
    try:
        with transaction.atomic():
            if name is not None and name.casefold() in taken(kind, but):
                raise NameTakenError(name)
            yield
    except IntegrityError as error:
        raise NameTakenError(name or "") from error
