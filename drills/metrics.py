"""What a process says of itself at /metrics."""

from __future__ import annotations

from http import HTTPStatus
from http.client import HTTPConnection
from urllib.parse import urlsplit

from prometheus_client.parser import text_string_to_metric_families

TASKS = "stock_ticker_tasks"
MEMBERSHIPS = "stock_ticker_group_memberships"
LIMIT = 10.0
"""Seconds to answer."""


def read_metrics(origin: str) -> dict[str, float]:
    """Each metric's value, summed over its labels; empty where there are none. Raises OSError."""
    connection = HTTPConnection(urlsplit(origin).netloc, timeout=LIMIT)
    try:
        connection.request("GET", "/metrics")
        response = connection.getresponse()
        said = response.read().decode()
    finally:
        connection.close()
    if response.status != HTTPStatus.OK:
        return {}
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(said):
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, 0.0) + sample.value
    return found
