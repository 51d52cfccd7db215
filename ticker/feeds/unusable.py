"""Provider messages from which no event can be made."""

from __future__ import annotations

import json

SHOWN = 80
"""Characters shown in the log."""


def unusable(what: str) -> bytes:
    """A line that names the message and is no event: the server counts it as invalid, logs it at a
    limited rate and shows the count."""
    return json.dumps({"type": what[:SHOWN]}).encode()
