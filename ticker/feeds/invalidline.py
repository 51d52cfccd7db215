"""Provider messages from which no event can be made."""

from __future__ import annotations

import json

DESCRIPTION_LENGTH = 80
"""Characters shown in the log."""


def invalid_line(description: str) -> bytes:
    """A line that names the message and is no event: the server counts it as invalid, logs it at a
    limited rate and shows the count."""
    return json.dumps({"type": description[:DESCRIPTION_LENGTH]}).encode()
