from __future__ import annotations

import hashlib

from django import forms

from dashboard.watchlists import limits
from dashboard.watchlists.files.formats import FORMATS, detect
from dashboard.watchlists.files.parsedfile import ParsedFile
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
        choices=[
            ("", "Detect"),
            *((file_format.key, file_format.title) for file_format in FORMATS.values()),
        ],
        required=False,
        label="Format",
    )
    mode = forms.ChoiceField(
        choices=list(MODES.items()), required=False, label="What to do", widget=forms.RadioSelect
    )

    @property
    def is_replacement(self) -> bool:
        return bool(self.cleaned_data["mode"] == "replace")

    @property
    def digest(self) -> str:
        """The hash of the file and the chosen action, which the confirmation sends back."""
        mode = "replace" if self.is_replacement else "merge"
        confirmed = "\0".join((self.format.key, mode, self.data["text"]))
        return hashlib.sha256(confirmed.encode()).hexdigest()

    def parse_file(self, universe: Universe) -> ParsedFile:
        """Read the file and put its text into the form for the confirmation. Raises
        BadFileError."""
        text = self._text()
        kind = FORMATS.get(self.cleaned_data["kind"]) or detect(text)
        reading = kind.read(text, universe)
        self.data = {**dict(self.data.items()), "text": text, "kind": kind.key}
        self.format = kind
        return reading

    def _text(self) -> str:
        file = self.cleaned_data["file"]
        if file is None:
            # Browsers send each line end as two characters; a file has one.
            return decode(self.cleaned_data["text"].replace("\r\n", "\n").encode())
        return decode(file.read(limits.FILE + 1))
