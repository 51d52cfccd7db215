"""The form in which a file is chosen, or its text typed."""

from __future__ import annotations

import hashlib

from django import forms

from dashboard.watchlists import limits
from dashboard.watchlists.files.formats import FORMATS, detect
from dashboard.watchlists.files.reading import Reading
from dashboard.watchlists.files.text import decode
from ticker.market.instruments import Universe

MODES = {"merge": "Add to the list", "replace": "Replace the list"}


class ImportForm(forms.Form):
    file = forms.FileField(required=False)
    text = forms.CharField(
        required=False,
        strip=False,
        label="or its text",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(
        choices=[("", "Find out"), *((each.key, each.title) for each in FORMATS.values())],
        required=False,
        label="Format",
    )
    mode = forms.ChoiceField(
        choices=list(MODES.items()), required=False, label="What to do", widget=forms.RadioSelect
    )

    @property
    def replaces(self) -> bool:
        return bool(self.cleaned_data["mode"] == "replace")

    @property
    def digest(self) -> str:
        """Of what has been read and what is to be done with it, for its confirmation."""
        mode = "replace" if self.replaces else "merge"
        shown = "\0".join((self.format.key, mode, self.data["text"]))
        return hashlib.sha256(shown.encode()).hexdigest()

    def reading(self, universe: Universe) -> Reading:
        """What the file says. It then stands in ``text``, for its confirmation.

        Raises BadFileError."""
        text = self._text()
        kind = FORMATS.get(self.cleaned_data["kind"]) or detect(text)
        reading = kind.read(text, universe)
        self.data = {**dict(self.data.items()), "text": text, "kind": kind.key}
        self.format = kind
        return reading

    def _text(self) -> str:
        file = self.cleaned_data["file"]
        if file is None:
            # A browser sends every line end of a text as two characters: they are one in a file.
            return decode(self.cleaned_data["text"].replace("\r\n", "\n").encode())
        return decode(file.read(limits.FILE + 1))
