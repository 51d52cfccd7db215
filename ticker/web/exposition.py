"""The exposition: the hub's plain numbers as Prometheus metric families."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any, cast

from channels.layers import BaseChannelLayer
from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from ticker.live.histogram import Histogram
from ticker.live.hub import Hub
from ticker.live.metrics import DROPS
from ticker.market.freshness import FEED_WORDS, word_of

PREFIX = "stock_ticker_"


def exposition(hub: Hub, layer: BaseChannelLayer) -> bytes:
    """All metrics of this process in Prometheus' text format. Call it in the event loop, where
    nothing changes meanwhile."""
    # A registry for each call: two hubs of one process never share a global one.
    registry = CollectorRegistry()
    registry.register(Exposition(hub, layer))
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    return generate_latest(registry)


class Exposition(Collector):
    def __init__(self, hub: Hub, layer: BaseChannelLayer) -> None:
        self._hub, self._layer = hub, layer

    def collect(self) -> Iterator[Metric]:
        yield from self._frames()
        yield from self._connections()
        yield from self._sending()
        yield from self._feed()
        yield from self._ingest()
        yield from self._process()

    def _frames(self) -> Iterator[Metric]:
        metrics = self._hub.metrics
        dropped = dict.fromkeys(DROPS, 0) | self._hub.mirror.frames_dropped
        yield _counter("frames_received", "Frames that came.", metrics.frames_received)
        yield _counters("frames_dropped", "Frames not taken, by reason.", "reason", dropped)
        yield _histogram("frame_age", "A frame's age when it came.", metrics.frame_age)
        yield _counter("rows_rendered", "Rows rendered to be pushed.", metrics.rows_rendered)

    def _connections(self) -> Iterator[Metric]:
        metrics, now = self._hub.metrics, asyncio.get_running_loop().time()
        parked = sum(connection.credit.is_parked(now) for connection in self._hub.connections)
        yield _gauges("connections", "Open sockets, by page.", "page", metrics.connections)
        yield _gauge("connections_parked", "Sockets whose page does not answer.", parked)
        closed = CounterMetricFamily(
            f"{PREFIX}sockets_closed", "Sockets closed, by whom and code.", labels=["by", "code"]
        )
        for labels, count in metrics.sockets_closed.items():
            closed.add_metric(labels, count)
        yield closed
        yield _counters("refused", "Refused from outside, by reason.", "reason", metrics.refusals)

    def _sending(self) -> Iterator[Metric]:
        metrics = self._hub.metrics
        yield _counter("messages_sent", "Messages to pages.", metrics.messages_sent)
        yield _counter("sent_bytes", "Bytes of the messages to pages.", metrics.bytes_sent)
        yield _counter("messages_received", "Messages from pages.", metrics.messages_received)
        yield _counter("solicitations", "Acknowledgements asked for.", metrics.solicitations)
        yield _counter("acknowledgements", "Acknowledgements that came.", metrics.acknowledgements)
        yield _histogram(
            "staleness", "From a change's arrival here until a page was sent it.", metrics.staleness
        )
        yield _histogram(
            "round_trip", "From a solicitation to its acknowledgement.", metrics.round_trip
        )

    def _feed(self) -> Iterator[Metric]:
        mirror = self._hub.mirror
        feed = mirror.feed
        age = (feed.clock - feed.newest) / 1e9 + mirror.silence if feed.newest else float("nan")
        states = {word.value: int(word == word_of(feed.word)) for word in FEED_WORDS}
        yield _gauge("feed_age_seconds", "Age of the feed's newest event.", age)
        yield _gauges("feed_state", "1 for the feed's word.", "word", states)
        yield _counter(
            "feed_switches", "Instruments that went on with another feed.", feed.switched
        )
        failures = {health.name: health.failures for health in feed.feeds}
        gaps = {health.name: health.gaps for health in feed.feeds}
        yield _counters("feed_failures", "Times that a feed failed.", "feed", failures)
        yield _counters("feed_gaps", "Stretches that it may have missed.", "feed", gaps)
        yield _counter("events_applied", "Events that the publisher applied.", feed.events)
        yield _counters(
            "events_rejected", "Events that it rejected, by reason.", "reason", feed.rejected
        )

    def _ingest(self) -> Iterator[Metric]:
        metrics = self._hub.metrics
        yield _counters("ingest_posts", "Posts to /ingest/, by status.", "status", metrics.posts)
        yield _counters(
            "ingest_lines", "Their lines, by what became of them.", "verdict", metrics.posted_lines
        )

    def _process(self) -> Iterator[Metric]:
        # Both channel layers keep the groups of this process under this name.
        groups: Mapping[str, Any] = cast(Any, self._layer).groups
        members = sum(len(channels) for channels in groups.values())
        lag = self._hub.metrics.loop_lag
        yield _histogram("loop_lag", "How late the event loop was.", lag)
        yield _gauge("tasks", "Tasks of the event loop.", len(asyncio.all_tasks()))
        yield _gauge("group_memberships", "Memberships in channel layer groups.", members)


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(PREFIX + name, text, value)


def _gauges(name: str, text: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(PREFIX + name, text, labels=[label])
    for word, value in values.items():
        family.add_metric([word], value)
    return family


def _counter(name: str, text: str, value: int) -> Metric:
    return CounterMetricFamily(PREFIX + name, text, value)


def _counters(name: str, text: str, label: str, values: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(PREFIX + name, text, labels=[label])
    for word, value in values.items():
        family.add_metric([word], value)
    return family


def _histogram(name: str, text: str, values: Histogram) -> Metric:
    return HistogramMetricFamily(f"{PREFIX}{name}_seconds", text, values.buckets, values.sum)
