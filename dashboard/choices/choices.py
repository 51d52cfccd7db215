"""The choices of a board, all of them in the URL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import cast
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from msgspec import Struct, structs

from dashboard.choices.fields import ColumnsField, WholeChoiceField
from dashboard.choices.zones import zone_choices
from ticker.live.subscription import DEFAULT_RATE, RATES
from ticker.rows.column import Column
from ticker.rows.columns import COLUMNS, DEFAULT, MARKET_COLUMNS

THEMES = {"": "As the system", "light": "Light", "dark": "Dark"}
PALETTES = {
    "": "Green / red",
    "blue-orange": "Blue / orange",
    "red-green": "Red up / green down",
    "red-blue": "Red up / blue down",
}
RATE_LABELS = {
    0: "Paused",
    1: "1 a second",
    **{rate: f"{rate} a second" for rate in RATES if rate > 1},
}
LOOK = ("theme", "palette", "rate", "time_zone")
"""Carried to other pages."""

PUSH_PARAMS = ("columns", "rate", "time_zone")
"""Preferences on which pushed rows depend."""

STAR = "star"
"""In a socket's address: the rows have a star."""


class BadChoiceError(ValueError):
    """``problems`` are whole sentences."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Choices(Struct, frozen=True):
    """``board`` is the desk's board. Values equal to ``base``, the reader's defaults, are left out
    of the URL."""

    board: str = ""
    q: str = ""
    sort: str = ""
    columns: tuple[str, ...] = DEFAULT
    page: int = 1
    rate: int = DEFAULT_RATE
    theme: str = ""
    palette: str = ""
    time_zone: str = ""
    base: Choices | None = None

    @classmethod
    def read(
        cls,
        query: QueryDict,
        base: Choices | None = None,
        form_class: type[ChoicesForm] | None = None,
        boards: Mapping[str, str] = MappingProxyType({}),
    ) -> Choices:
        """``boards`` maps slugs to titles. Raises BadChoiceError for an unknown parameter or
        value."""
        form = (form_class or ChoicesForm)(query, boards=boards)
        problems = [f"{name}: there is no such choice" for name in query if name not in form.fields]
        if not form.is_valid():
            problems += [
                f"{name}: {error}" for name, errors in form.errors.items() for error in errors
            ]
        if problems:
            raise BadChoiceError(problems)
        given = {name: value for name, value in form.cleaned_data.items() if name in query}
        known = {name: value for name, value in given.items() if value not in (None, ())}
        return structs.replace(base or cls(), **known, base=base)

    def query(self, **changes: object) -> str:
        """The query with ``changes``, "?" included; "" if all are defaults."""
        return structs.replace(self, **changes)._query()

    @property
    def whole_query(self) -> str:
        """Like ``query``, but always with PUSH_PARAMS: the defaults may change before the socket
        reconnects, while the page stays as drawn."""
        return self._query(PUSH_PARAMS)

    def _query(self, required_params: Collection[str] = ()) -> str:
        default = self.base or Choices()
        pairs = self.initial.items()
        params = {
            name: value
            for name, value in pairs
            if name in required_params or value != getattr(default, name)
        }
        return "?" + urlencode(params, doseq=True) if params else ""

    @classmethod
    def read_look(cls, query: QueryDict, base: Choices | None = None) -> Choices:
        """Only the look, even if the rest of the address is wrong."""
        look = {key: query[key] for key in LOOK if key in query}
        try:
            return cls.read(QueryDict(urlencode(look)), base)
        except BadChoiceError:
            return structs.replace(base or cls(), base=base)

    @property
    def initial(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in ChoicesForm.base_fields}

    @property
    def look(self) -> list[tuple[str, object]]:
        """The look where it differs from ``base``, for forms."""
        default = self.base or Choices()
        params = [(name, getattr(self, name)) for name in LOOK]
        return [(name, value) for name, value in params if value != getattr(default, name)]

    def link_query(self, **changes: object) -> str:
        """The query of a link to another page: only the look."""
        look = {name: getattr(self, name) for name in LOOK}
        return structs.replace(self.base or Choices(), base=self.base, **look).query(**changes)


def _columns_field(columns: Mapping[str, Column]) -> ColumnsField:
    labels = [(key, column.label) for key, column in columns.items()]
    return ColumnsField(choices=labels, required=False)


def _sort_field(columns: Mapping[str, Column]) -> forms.ChoiceField:
    keys = [key for key, column in columns.items() if not column.is_drawing]
    sorts = [sign + key for key in keys for sign in ("", "-")]
    return forms.ChoiceField(choices=[(sort, sort) for sort in sorts], required=False)


class ChoicesForm(forms.Form):
    board = forms.ChoiceField(required=False)
    q = forms.CharField(max_length=40, required=False, label="Filter")
    sort = _sort_field(MARKET_COLUMNS)
    columns = _columns_field(MARKET_COLUMNS)
    page = forms.IntegerField(min_value=1, max_value=10_000, required=False)
    rate = WholeChoiceField(RATE_LABELS, "Updates")
    theme = forms.ChoiceField(choices=list(THEMES.items()), required=False)
    palette = forms.ChoiceField(choices=list(PALETTES.items()), required=False)
    time_zone = forms.ChoiceField(choices=zone_choices, required=False, label="Time zone")

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        boards: Mapping[str, str] = MappingProxyType({}),
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        board = cast(forms.ChoiceField, self.fields["board"])
        board.choices = list(boards.items())


class WatchlistChoicesForm(ChoicesForm):
    """Add the columns of positions."""

    sort = _sort_field(COLUMNS)
    columns = _columns_field(COLUMNS)
