"""The preferences form: table options and the default list."""

from __future__ import annotations

from django import forms
from django.db import transaction
from django.http import QueryDict

from dashboard.accounts.models import Preferences
from dashboard.accounts.visitor import Visitor
from dashboard.choices.choices import Choices, ChoicesForm
from dashboard.watchlists import lists
from ticker.live.subscription import DEFAULT_RATE
from ticker.rows.columns import DEFAULT

OFFERED = ChoicesForm.base_fields


class PreferencesForm(forms.Form):
    theme = OFFERED["theme"]
    palette = OFFERED["palette"]
    rate = OFFERED["rate"]
    time_zone = OFFERED["time_zone"]
    columns = OFFERED["columns"]

    def __init__(self, visitor: Visitor, data: QueryDict | None = None) -> None:
        self._owner = visitor.owner
        own = lists.of(self._owner)
        now = (visitor.base or Choices()).initial
        super().__init__(data, initial={**now, "default_list": own.filter(is_default=True).first()})
        self.fields["default_list"] = forms.ModelChoiceField(
            own, required=False, empty_label=None, help_text="The star on a row adds to it."
        )

    @transaction.atomic
    def save(self) -> None:
        cleaned = self.cleaned_data
        columns, rate = cleaned["columns"], cleaned["rate"]
        stored = {
            "theme": cleaned["theme"],
            "palette": cleaned["palette"],
            "rate": DEFAULT_RATE if rate is None else rate,
            "time_zone": cleaned["time_zone"],
            "columns": "" if columns == DEFAULT else " ".join(columns),
        }
        Preferences.objects.update_or_create(stored, user=self._owner)
        if cleaned["default_list"]:
            lists.make_default(cleaned["default_list"])
