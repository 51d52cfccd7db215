from __future__ import annotations

from collections.abc import Mapping

from django import forms


class ColumnsField(forms.MultipleChoiceField):
    """Keeps the given order; the symbol is always included."""

    def clean(self, value: object) -> tuple[str, ...]:
        chosen = tuple(dict.fromkeys(super().clean(value)))
        return chosen if not chosen or "symbol" in chosen else ("symbol", *chosen)


class WholeChoiceField(forms.TypedChoiceField):
    """A choice of whole numbers; None if empty."""

    def __init__(self, labels: Mapping[int, str], label: str) -> None:
        super().__init__(
            choices=list(labels.items()),
            coerce=int,
            empty_value=None,
            required=False,
            label=label,
        )
