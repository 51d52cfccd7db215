"""What /metrics says, read as Prometheus reads it."""

from __future__ import annotations

import time
from collections.abc import Callable

from prometheus_client.parser import text_string_to_metric_families

from tests.support.server import PATIENCE, Server

PREFIX = "stock_ticker_"


class Scrape:
    """One answer, by family and sample. Raises ValueError for what is not in the format."""

    def __init__(self, text: str) -> None:
        self.families = {each.name: each for each in text_string_to_metric_families(text)}
        samples = [each for family in self.families.values() for each in family.samples]
        self._values = {(each.name, frozenset(each.labels.items())): each.value for each in samples}
        assert len(self._values) == len(samples), "a sample is there twice"

    def value(self, name: str, **labels: str) -> float:
        """Of one of our own; 0 for one that is not there yet, as Prometheus' increase has it."""
        return self._values.get((PREFIX + name, frozenset(labels.items())), 0.0)


def scrape(server: Server) -> Scrape:
    answer = server.get("/metrics")
    assert answer.status == 200, answer.text
    return Scrape(answer.text)


def scrape_until(server: Server, is_so: Callable[[Scrape], bool]) -> Scrape:
    """The first scrape of which this is true: no server says by itself that a number has moved."""
    end = time.monotonic() + PATIENCE
    while not is_so(found := scrape(server)):
        assert time.monotonic() < end, "the numbers do not come to this"
        time.sleep(0.05)
    return found
