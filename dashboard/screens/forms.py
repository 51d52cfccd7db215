from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from dashboard.forms.refusals import RefusedEditError
from dashboard.screens import limits
from dashboard.screens.models import Screen
from dashboard.screens.names import NameTakenError
from dashboard.screens.programmes import Programme
from dashboard.watchlists.forms import OneLineField

PART_HELP = (
    "Of screens side by side: the first shows the first rows of a list, the second the next."
)


class ChangesForm(forms.Form):
    """A form that knows the values its reader was shown, and changes only what they changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True
        if self.is_bound:
            self._add_missing_initial()

    def _add_missing_initial(self) -> None:
        """A checkbox group that began empty sends no initial value, and Django would then see no
        change."""
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        for bound in self:
            data.setlistdefault(bound.html_initial_name, [])
        self.data = data

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changed_data}


class NewProgrammeForm(forms.Form):
    name = OneLineField(max_length=limits.NAME)


class ScreenForm(ChangesForm):
    name = OneLineField(max_length=limits.NAME)
    programme = forms.ModelChoiceField(
        Programme.objects.all(), required=False, empty_label="None yet"
    )
    part = forms.IntegerField(min_value=1, max_value=limits.PARTS, help_text=PART_HELP)

    @classmethod
    def from_screen(cls, screen: Screen, data: Any = None) -> ScreenForm:
        initial = {"name": screen.name, "programme": screen.programme_id, "part": screen.part}
        return cls(data, initial=initial)


class BannerForm(forms.Form):
    banner = OneLineField(max_length=limits.BANNER, label="Text")
    covers = forms.BooleanField(required=False, label="Over the whole screen")


def add_refusal(form: forms.Form, error: RefusedEditError) -> None:
    """Add the error to the form, at its field."""
    form.add_error("name" if isinstance(error, NameTakenError) else None, str(error))
