from __future__ import annotations

import json

from benchmarks.acks import ack_message

PAGE = "http://127.0.0.1:8000"


def test_an_ack_is_answered_with_its_values_as_htmx_does() -> None:
    element = (
        b'<tr id="row-x"></tr><div id="ack" hx-swap-oob="true" hx-ws:send '
        b'hx-trigger="intersect once" hx-vals=\'{"seq":12}\'></div>'
    )
    said = json.loads(ack_message(element, PAGE) or "")
    assert said["seq"] == 12
    assert said["headers"]["HX-Request"] == "true"


def test_escaped_values_are_read_too() -> None:
    element = b'<div hx-vals="{&quot;seq&quot;:7}" id="ack"></div>'
    assert json.loads(ack_message(element, PAGE) or "")["seq"] == 7


def test_nothing_else_is_answered() -> None:
    assert ack_message(b"<tr hx-vals='{}'></tr>", PAGE) is None
