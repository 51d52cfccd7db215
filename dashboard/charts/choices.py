"""The choices of a chart, all of them in the URL."""

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
"""Intervals with a readable number of bars in a range; the first is the default."""

ORDER: tuple[Interval, ...] = (*MINUTES, "1d", "1w")
NONE = "none"
"""No overlay, in a URL."""


class Option(NamedTuple):
    key: str
    label: str
    query: str
    is_chosen: bool


class ChartChoices(Struct, frozen=True):
    """``link_params`` are added to every link: the look."""

    range: Range = "1d"
    interval: Interval = INTERVALS["1d"][0]
    kind: Kind = "candles"
    overlays: tuple[Overlay, ...] = tuple(OVERLAYS)
    link_params: tuple[tuple[str, object], ...] = ()

    @classmethod
    def read(
        cls,
        query: QueryDict,
        link_params: Collection[tuple[str, object]] = (),
        other_params: Collection[str] = LOOK,
    ) -> ChartChoices:
        """``other_params`` are read elsewhere. Raises BadChoiceError for an unknown parameter or
        value."""
        form = ChartChoicesForm(query)
        known = {*form.fields, *other_params}
        problems = [f"{name}: there is no such choice" for name in query if name not in known]
        if not form.is_valid():
            problems += [
                f"{name}: {error}" for name, errors in form.errors.items() for error in errors
            ]
        if problems:
            raise BadChoiceError(problems)
        chosen = {
            name: value for name, value in form.cleaned_data.items() if value not in (None, "")
        }
        return cls(**chosen, link_params=tuple(link_params))

    def query(self, **changes: object) -> str:
        """The query with ``changes``, "?" included; "" if all are defaults. Another range brings
        its own interval, unless the chosen one exists there too."""
        changed = structs.replace(self, **changes)
        default = INTERVALS[changed.range][0]
        is_own = self.interval == INTERVALS[self.range][0] and "interval" not in changes
        if is_own or changed.interval not in INTERVALS[changed.range]:
            changed = structs.replace(changed, interval=default)
        params = changed._non_default_params(default) + list(self.link_params)
        return "?" + urlencode(params, doseq=True) if params else ""

    def _non_default_params(self, interval: Interval) -> list[tuple[str, object]]:
        base = ChartChoices(interval=interval)
        pairs: list[tuple[str, object]] = [
            ("range", self.range),
            ("interval", self.interval),
            ("kind", self.kind),
            ("overlays", self.overlays),
        ]
        params = [(name, value) for name, value in pairs if value != getattr(base, name)]
        return [(name, NONE if value == () else value) for name, value in params]

    @property
    def inputs(self) -> list[tuple[str, object]]:
        """Hidden form fields, a pair for each value."""
        params = self._non_default_params(INTERVALS[self.range][0])
        return [
            (name, item)
            for name, value in (*params, *self.link_params)
            for item in (value if isinstance(value, tuple) else (value,))
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
    def overlay_options(self) -> list[Option]:
        """Links that toggle one overlay each. VWAP starts again each day, so daily bars have
        none."""
        offered = [key for key in OVERLAYS if key != "vwap" or is_intraday(self.interval)]
        return [
            Option(
                key,
                OVERLAYS[key],
                self.link(overlays=self._toggled_overlays(key)),
                key in self.overlays,
            )
            for key in offered
        ]

    def link(self, **changes: object) -> str:
        """Like ``query``, but "?" if empty: an empty link would not change the page."""
        return self.query(**changes) or "?"

    def _toggled_overlays(self, key: Overlay) -> tuple[Overlay, ...]:
        return tuple(
            overlay for overlay in OVERLAYS if (overlay in self.overlays) != (overlay == key)
        )


class OverlaysField(forms.MultipleChoiceField):
    """NONE excludes the others; no value means the default."""

    def clean(self, value: object) -> tuple[Overlay, ...] | None:
        chosen = super().clean(value)
        if NONE in chosen and len(chosen) > 1:
            raise forms.ValidationError("None, or those that are wanted.")
        named = tuple(overlay for overlay in OVERLAYS if overlay in chosen)
        return named if chosen else None


class ChartChoicesForm(forms.Form):
    range = forms.ChoiceField(choices=list(RANGES.items()), required=False)
    interval = forms.ChoiceField(choices=[(overlay, overlay) for overlay in ORDER], required=False)
    kind = forms.ChoiceField(choices=list(KINDS.items()), required=False)
    overlays = OverlaysField(choices=[*OVERLAYS.items(), (NONE, "None")], required=False)

    def clean_interval(self) -> Interval:
        range_ = cast(Range, self.cleaned_data.get("range") or "1d")
        interval = cast(Interval, self.cleaned_data["interval"] or INTERVALS[range_][0])
        if "range" in self.cleaned_data and interval not in INTERVALS[range_]:
            offered = ", ".join(interval_ for interval_ in ORDER if interval_ in INTERVALS[range_])
            raise forms.ValidationError(f"{RANGES[range_]} has {offered}.")
        return interval
