"""Everything a person can choose about a chart; all of it is in the URL."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple, cast
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from msgspec import Struct, structs

from dashboard.charts.chart import KINDS, OVERLAYS, RANGES, Kind, Overlay, Range, is_intraday
from dashboard.choices.choices import LOOK, BadChoiceError
from ticker.market.bar import MINUTES, Interval

INTERVALS: dict[Range, tuple[Interval, ...]] = {
    "1d": ("5m", "1m", "15m", "1h"),
    "5d": ("15m", "5m", "1h"),
    "1m": ("1h", "1d"),
    "6m": ("1d", "1w"),
    "1y": ("1d", "1w"),
    "5y": ("1w", "1d"),
}
"""Those that make a readable number of bars of a range; the first is its default."""

ORDER: tuple[Interval, ...] = (*MINUTES, "1d", "1w")
NONE = "none"
"""In a URL: no overlay."""


class Option(NamedTuple):
    """A link: what it is called, where it leads, and whether it is what is shown."""

    key: str
    label: str
    query: str
    is_chosen: bool


class ChartChoices(Struct, frozen=True):
    """What one chart shows. ``along`` are pairs that every link of it takes along: the look."""

    range: Range = "1d"
    interval: Interval = INTERVALS["1d"][0]
    kind: Kind = "candles"
    overlays: tuple[Overlay, ...] = tuple(OVERLAYS)
    along: tuple[tuple[str, object], ...] = ()

    @classmethod
    def read(
        cls,
        query: QueryDict,
        along: Collection[tuple[str, object]] = (),
        others: Collection[str] = LOOK,
    ) -> ChartChoices:
        """``others`` are parameters that somebody else reads. Raises BadChoiceError for an unknown
        one or a value that is not on offer."""
        form = ChartChoicesForm(query)
        known = {*form.fields, *others}
        problems = [f"{name}: there is no such choice" for name in query if name not in known]
        if not form.is_valid():
            problems += [
                f"{name}: {error}" for name, errors in form.errors.items() for error in errors
            ]
        if problems:
            raise BadChoiceError(problems)
        said = {name: value for name, value in form.cleaned_data.items() if value not in (None, "")}
        return cls(**said, along=tuple(along))

    def query(self, **changes: object) -> str:
        """The URL's query for these choices with ``changes``, "?" included; "" if all default. With
        another range comes that range's own interval, unless one was chosen that it has, too."""
        changed = structs.replace(self, **changes)
        default = INTERVALS[changed.range][0]
        is_own = self.interval == INTERVALS[self.range][0] and "interval" not in changes
        if is_own or changed.interval not in INTERVALS[changed.range]:
            changed = structs.replace(changed, interval=default)
        said = changed._said(default) + list(self.along)
        return "?" + urlencode(said, doseq=True) if said else ""

    def _said(self, interval: Interval) -> list[tuple[str, object]]:
        base = ChartChoices(interval=interval)
        pairs: list[tuple[str, object]] = [
            ("range", self.range),
            ("interval", self.interval),
            ("kind", self.kind),
            ("overlays", self.overlays),
        ]
        said = [(name, value) for name, value in pairs if value != getattr(base, name)]
        return [(name, NONE if value == () else value) for name, value in said]

    @property
    def inputs(self) -> list[tuple[str, object]]:
        """What a form takes along, a pair for each value."""
        said = self._said(INTERVALS[self.range][0])
        return [
            (name, each)
            for name, value in (*said, *self.along)
            for each in (value if isinstance(value, tuple) else (value,))
        ]

    @property
    def ranges(self) -> list[Option]:
        return [
            Option(key, label, self.link(range=key), key == self.range)
            for key, label in RANGES.items()
        ]

    @property
    def intervals(self) -> list[Option]:
        return [
            Option(key, key, self.link(interval=key), key == self.interval)
            for key in ORDER
            if key in INTERVALS[self.range]
        ]

    @property
    def kinds(self) -> list[Option]:
        return [
            Option(key, label, self.link(kind=key), key == self.kind)
            for key, label in KINDS.items()
        ]

    @property
    def drawn_overlays(self) -> list[Option]:
        """Each link shows or hides one. VWAP begins anew each day: it is nothing for bars of
        days."""
        offered = [key for key in OVERLAYS if key != "vwap" or is_intraday(self.interval)]
        return [
            Option(key, OVERLAYS[key], self.link(overlays=self._with(key)), key in self.overlays)
            for key in offered
        ]

    def link(self, **changes: object) -> str:
        """As ``query``, for a link on the page itself, which an empty one would not change."""
        return self.query(**changes) or "?"

    def _with(self, key: Overlay) -> tuple[Overlay, ...]:
        return tuple(each for each in OVERLAYS if (each in self.overlays) != (each == key))


class OverlaysField(forms.MultipleChoiceField):
    """NONE stands alone; nothing given is None, whatever is usual."""

    def clean(self, value: object) -> tuple[Overlay, ...] | None:
        chosen = super().clean(value)
        if NONE in chosen and len(chosen) > 1:
            raise forms.ValidationError("None, or those that are wanted.")
        named = tuple(each for each in OVERLAYS if each in chosen)
        return named if chosen else None


class ChartChoicesForm(forms.Form):
    """What any chart offers."""

    range = forms.ChoiceField(choices=list(RANGES.items()), required=False)
    interval = forms.ChoiceField(choices=[(each, each) for each in ORDER], required=False)
    kind = forms.ChoiceField(choices=list(KINDS.items()), required=False)
    overlays = OverlaysField(choices=[*OVERLAYS.items(), (NONE, "None")], required=False)

    def clean_interval(self) -> Interval:
        range_ = cast(Range, self.cleaned_data.get("range") or "1d")
        interval = cast(Interval, self.cleaned_data["interval"] or INTERVALS[range_][0])
        if "range" in self.cleaned_data and interval not in INTERVALS[range_]:
            offered = ", ".join(each for each in ORDER if each in INTERVALS[range_])
            raise forms.ValidationError(f"{RANGES[range_]} has {offered}.")
        return interval
