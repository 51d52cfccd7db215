from __future__ import annotations

from typing import Any

from django import forms

from dashboard.screens import control, limits
from dashboard.screens.forms import PART_HELP
from dashboard.screens.models import Screen
from dashboard.screens.programmes import Programme
from dashboard.watchlists.forms import OneLineField

CODE_LENGTH = 40
"""Characters that may be typed, including spaces and dashes."""
CODE_ATTRS = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class PairForm(forms.Form):
    code = OneLineField(
        max_length=CODE_LENGTH,
        help_text="As the device shows it.",
        widget=forms.TextInput(attrs=CODE_ATTRS),
    )
    name = OneLineField(max_length=limits.NAME, required=False, label="Name of a new screen")
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
        required=False,
        min_value=1,
        max_value=limits.PARTS,
        help_text=f"{PART_HELP} Empty: as it is.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if {"name", "screen"} <= cleaned.keys() and bool(cleaned["name"]) == bool(
            cleaned["screen"]
        ):
            self.add_error("name", "Name a new screen, or choose one that there is; not both.")
        return cleaned

    def configure_screen(self) -> Screen:
        """Return the screen without a device. Raises RefusedEditError."""
        cleaned = self.cleaned_data
        screen = cleaned["screen"] or control.create(cleaned["name"])
        changes = {key: cleaned[key] for key in ("programme", "part") if cleaned[key]}
        control.configure(screen, changes)
        control.revoke(screen)
        screen.refresh_from_db()
        return screen
