from __future__ import annotations

from django import forms

from dashboard.forms.text import one_line
from dashboard.watchlists import limits


class OneLineField(forms.CharField):
    def to_python(self, value: object) -> str:
        return one_line(str(super().to_python(value)))


class NameForm(forms.Form):
    """``known`` is the name that its reader was shown."""

    name = OneLineField(max_length=limits.NAME)
    known = forms.CharField(required=False, widget=forms.HiddenInput)


class SectionForm(forms.Form):
    heading = OneLineField(max_length=limits.NAME, label="Section")
    known = forms.CharField(required=False, widget=forms.HiddenInput)


class SymbolForm(forms.Form):
    """``q``, as in every field that finds an instrument."""

    q = forms.CharField(max_length=40)


class ShareForm(forms.Form):
    shows_notes = forms.BooleanField(required=False, label="Notes")
    shows_positions = forms.BooleanField(required=False, label="Quantities and costs")
