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

CHOICE_FIELDS = ChoicesForm.base_fields


class PreferencesForm(forms.Form):
    theme = CHOICE_FIELDS["theme"]
    palette = CHOICE_FIELDS["palette"]
    rate = CHOICE_FIELDS["rate"]
    time_zone = CHOICE_FIELDS["time_zone"]
    columns = CHOICE_FIELDS["columns"]

    def __init__(self, visitor: Visitor, data: QueryDict | None = None) -> None:
        self._owner = visitor.owner
        own = lists.owned_lists(self._owner)
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
