"""Everything a person can choose about a board; all of it is in the URL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from msgspec import Struct, structs

from dashboard.boards.boards import BOARDS
from ticker.columns import COLUMNS, DEFAULT
from ticker.view import DEFAULT_RATE, RATES

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
LOOK = ("theme", "palette", "rate")
SORTS = [sign + key for key in COLUMNS for sign in ("", "-")]


class BadChoiceError(ValueError):
    """The URL asks for what there is not; ``problems`` are whole sentences."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Choices(Struct, frozen=True):
    """What one page shows. Defaults are left out of its URL. ``board`` is the desk's choice."""

    board: str = ""
    q: str = ""
    sort: str = ""
    columns: tuple[str, ...] = DEFAULT
    page: int = 1
    rate: int = DEFAULT_RATE
    theme: str = ""
    palette: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Choices:
        """Raises BadChoiceError for an unknown parameter or a value that is not on offer."""
        form = ChoicesForm(query)
        problems = [f"{name}: there is no such choice" for name in query if name not in form.fields]
        if not form.is_valid():
            problems += [
                f"{name}: {error}" for name, errors in form.errors.items() for error in errors
            ]
        if problems:
            raise BadChoiceError(problems)
        given = {name: value for name, value in form.cleaned_data.items() if name in query}
        return cls(**{name: value for name, value in given.items() if value not in (None, "", ())})

    def query(self, **changes: object) -> str:
        """The URL's query for these choices with ``changes``, "?" included; "" if all default."""
        pairs = structs.asdict(structs.replace(self, **changes))
        default = Choices()
        said = {name: value for name, value in pairs.items() if value != getattr(default, name)}
        return "?" + urlencode(said, doseq=True) if said else ""

    @classmethod
    def read_look(cls, query: QueryDict) -> Choices:
        """The look alone, whatever else is wrong with the address."""
        try:
            return cls.read(QueryDict(urlencode({key: query.get(key, "") for key in LOOK})))
        except BadChoiceError:
            return cls()

    @property
    def initial(self) -> dict[str, object]:
        return structs.asdict(self)

    def elsewhere(self, **changes: object) -> str:
        """The query for a link to another page: only theme, palette and rate go along."""
        kept = Choices(rate=self.rate, theme=self.theme, palette=self.palette)
        return kept.query(**changes)


class ColumnsField(forms.MultipleChoiceField):
    """Keeps the order in which the columns are given."""

    def clean(self, value: object) -> tuple[str, ...]:
        chosen = tuple(dict.fromkeys(super().clean(value)))
        return chosen if not chosen or "symbol" in chosen else ("symbol", *chosen)


class WholeChoiceField(forms.TypedChoiceField):
    """A choice among whole numbers; the field's own empty value is None."""

    def __init__(self, labels: Mapping[int, str]) -> None:
        super().__init__(choices=list(labels.items()), coerce=int, empty_value=None, required=False)


class ChoicesForm(forms.Form):
    board = forms.ChoiceField(
        choices=[(each.slug, each.title) for each in BOARDS.values()], required=False
    )
    q = forms.CharField(max_length=40, required=False, label="Filter")
    sort = forms.ChoiceField(choices=[(each, each) for each in SORTS], required=False)
    columns = ColumnsField(
        choices=[(key, column.label) for key, column in COLUMNS.items()], required=False
    )
    page = forms.IntegerField(min_value=1, max_value=10_000, required=False)
    rate = WholeChoiceField(RATE_LABELS)
    theme = forms.ChoiceField(choices=list(THEMES.items()), required=False)
    palette = forms.ChoiceField(choices=list(PALETTES.items()), required=False)
