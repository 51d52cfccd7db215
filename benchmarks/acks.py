"""Answers a solicited acknowledgement as htmx does in a browser."""

from __future__ import annotations

import html
import json
import re

DELAY = 0.05
"""Seconds from a frame's arrival to the answer: what Chromium takes to swap and paint a board."""

TAIL = 700
"""The ack element is the last of a message: so many bytes from the end hold it."""

ACK_MARK = b'id="ack"'
_VALUES = re.compile(rb"""hx-vals=(?:'([^']*)'|"([^"]*)")""")


def ack_message(tail: bytes, page: str) -> str | None:
    """What htmx sends for the ack element in ``tail``, shown at the URL ``page``."""
    place = tail.find(ACK_MARK)
    found = _VALUES.search(tail, tail.rfind(b"<", 0, place)) if place >= 0 else None
    if found is None:
        return None
    values = json.loads(html.unescape((found[1] or found[2]).decode()))
    headers = {
        "HX-Request": "true",
        "HX-Source": "div#ack",
        "HX-Current-URL": page,
        "HX-Target": "div#ack",
        "HX-Request-Type": "partial",
    }
    return json.dumps({**values, "headers": headers}, separators=(",", ":"))
