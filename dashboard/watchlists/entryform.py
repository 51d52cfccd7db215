from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from dashboard.watchlists import limits
from dashboard.watchlists.draft import Draft
from dashboard.watchlists.files.amounts import format_amount
from dashboard.watchlists.forms import OneLineField
from dashboard.watchlists.models import Entry


class EditConflictError(Exception):
    """A field was changed here and elsewhere. ``now`` maps each such field to its new value."""

    def __init__(self, entry: Entry, fields: list[str]) -> None:
        super().__init__(", ".join(fields))
        self.entry = entry
        self.current_values = {name: getattr(entry, name) for name in fields}


class EntryForm(forms.ModelForm):
    instance: Entry
    note = OneLineField(max_length=limits.NOTE, required=False)

    class Meta:
        model = Entry
        fields = (
            *("note", "quantity", "cost", "commission", "trade_date"),
            *("high_limit", "low_limit"),
        )
        help_texts = {
            "quantity": "Negative for a short position.",
            "cost": "The price of one unit.",
            "high_limit": "Kept with the entry.",
        }
        widgets = {"trade_date": forms.DateInput(attrs={"type": "date"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.show_hidden_initial = True
            self.initial[name] = _text(self.initial.get(name))

    def apply_changes(self, draft: Draft) -> None:
        """Raises OvertakenError, or RefusedEditError if the entry is gone."""
        now = draft.entry(self.instance.symbol)
        overtaken = [name for name in self.changed_data if self._has_conflict(name, now)]
        if overtaken:
            raise EditConflictError(now, overtaken)
        changes = {name: self.cleaned_data[name] for name in self.changed_data}
        draft.change(now.symbol, **changes)

    def rebuild_after_conflict(self, conflict: EditConflictError) -> EntryForm:
        """Return a form with the typed values beside the new ones, to be saved once more."""
        data = dict(self.data.items())
        for name in self.fields:
            data[self.add_initial_prefix(name)] = _text(getattr(conflict.entry, name))
        form = EntryForm(data, instance=conflict.entry)
        for name, now in conflict.current_values.items():
            form.add_error(name, f"Changed elsewhere meanwhile, to “{_text(now)}”. Save again?")
        return form

    def _has_conflict(self, name: str, current: Entry) -> bool:
        """A shown value that cannot be parsed was not sent by this program, and counts as
        overtaken."""
        initial = self.data.get(self.add_initial_prefix(name), "")
        try:
            was = self.fields[name].clean(initial)
        except forms.ValidationError:
            return True
        return getattr(current, name) not in (was, self.cleaned_data[name])


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return format_amount(value)
    return "" if value is None else str(value)
