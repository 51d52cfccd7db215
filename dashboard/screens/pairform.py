"""The form by which a device becomes a screen: a new one, or one that there is."""

from __future__ import annotations

from typing import Any

from django import forms

from dashboard.screens import control, limits
from dashboard.screens.forms import PART
from dashboard.screens.models import Screen
from dashboard.screens.programmes import Programme
from dashboard.watchlists.forms import LineField

CODE = 40
"""Characters that may be typed as a code, spaces and dashes among them."""
TYPED = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class PairForm(forms.Form):
    code = LineField(
        max_length=CODE,
        help_text="As the device shows it.",
        widget=forms.TextInput(attrs=TYPED),
    )
    name = LineField(max_length=limits.NAME, required=False, label="Name of a new screen")
    screen = forms.ModelChoiceField(
        Screen.objects.all(),
        required=False,
        empty_label="A new screen",
        label="Or the screen whose place it takes",
        help_text="Its device until now is revoked.",
    )
    programme = forms.ModelChoiceField(
        Programme.objects.all(),
        required=False,
        empty_label="None yet, or what the screen has",
    )
    part = forms.IntegerField(
        required=False, min_value=1, max_value=limits.PARTS, help_text=f"{PART} Empty: as it is."
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if {"name", "screen"} <= said.keys() and bool(said["name"]) == bool(said["screen"]):
            self.add_error("name", "Name a new screen, or choose one that there is; not both.")
        return said

    def make_screen(self) -> Screen:
        """Configured as was said, and without a device. Raises RefusedEditError."""
        said = self.cleaned_data
        screen = said["screen"] or control.create(said["name"])
        changes = {key: said[key] for key in ("programme", "part") if said[key]}
        control.configure(screen, changes)
        control.revoke(screen)
        screen.refresh_from_db()
        return screen
