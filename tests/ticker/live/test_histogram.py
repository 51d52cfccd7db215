"""A histogram: what Prometheus' own library would have counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from prometheus_client import Histogram as Theirs

from ticker.live.histogram import BOUNDS, Histogram


@given(st.lists(st.sampled_from(BOUNDS) | st.floats(0, 200)))
def test_it_counts_as_prometheus_client_does(values: list[float]) -> None:
    ours, registry = Histogram(), CollectorRegistry()
    theirs = Theirs("x", "the same", buckets=BOUNDS, registry=registry)
    for value in values:
        ours.observe(value)
        theirs.observe(value)
    found = {name: registry.get_sample_value("x_bucket", {"le": name}) for name, _ in ours.buckets}
    assert dict(ours.buckets) == found
    assert ours.sum == pytest.approx(registry.get_sample_value("x_sum"))
