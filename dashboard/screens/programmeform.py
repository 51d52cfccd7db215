from __future__ import annotations

from datetime import time
from typing import Any

from django import forms

from dashboard.choices.choices import PALETTES
from dashboard.choices.zones import zone_choices
from dashboard.screens import limits
from dashboard.screens.forms import ChangesForm
from dashboard.screens.programmes import DAYS, OUTSIDE, THEMES, Programme
from dashboard.watchlists.forms import OneLineField

HOURS = ("starts", "ends")


class DaysField(forms.MultipleChoiceField):
    """Digits, 0 for Monday."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> str:
        return "".join(sorted(set(super().clean(value))))


def _time_field(label: str) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(required=False, label=label, widget=widget)


class ProgrammeForm(ChangesForm):
    name = OneLineField(max_length=limits.NAME)
    theme = forms.ChoiceField(choices=list(THEMES.items()))
    palette = forms.ChoiceField(choices=list(PALETTES.items()), required=False)
    days = DaysField(
        choices=[(str(number), day) for number, day in enumerate(DAYS)],
        error_messages={"required": "Choose one day at least."},
    )
    starts, ends = _time_field("From"), _time_field("To")
    time_zone = forms.ChoiceField(choices=zone_choices, required=False, label="Time zone")
    only_in_session = forms.BooleanField(required=False, label="Only when the market is open")
    outside = forms.ChoiceField(choices=list(OUTSIDE.items()), label="At other times")
    stops_at_halts = forms.BooleanField(required=False, label="A halt pre-empts the rotation")

    @classmethod
    def from_programme(cls, programme: Programme, data: Any = None) -> ProgrammeForm:
        initial = {name: getattr(programme, name) for name in cls.base_fields}
        return cls(data, initial={**initial, "days": list(programme.days)})

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if set(HOURS) <= cleaned.keys() and (
            problem := _hours_error(cleaned["starts"], cleaned["ends"])
        ):
            self.add_error("ends", problem)
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        """Both times are returned if one has changed, because they are validated together."""
        changed = super().changes
        both = HOURS if changed.keys() & set(HOURS) else ()
        return changed | {name: self.cleaned_data[name] for name in both}


def _hours_error(starts: time | None, ends: time | None) -> str:
    if (starts is None) != (ends is None):
        return "Give both times, or none: it is on all day then."
    if starts is not None and starts == ends:
        return "It ends when it starts. Give two times, or none: it is on all day then."
    return ""
