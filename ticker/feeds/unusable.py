"""What a provider said and no event can be made of."""

from __future__ import annotations

import json

SHOWN = 80
"""Characters of it that the log has."""


def unusable(what: str) -> bytes:
    """A line that says what it was and is no event: so the server counts it as invalid, logs it at
    a limited rate and shows the count, as with anything that it cannot use."""
    return json.dumps({"type": what[:SHOWN]}).encode()
