from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dashboard.feeds.overview import overview
from dashboard.feeds.sources import Sources, read_sources
from dashboard.feeds.switches import stored_switches
from dashboard.screens.consumers import StaffConsumer
from ticker.market.frames import Switch
from ticker.web.process import process


class FeedsConsumer(StaffConsumer):
    """Feed states come with the frames, so they are shown without a database too."""

    page = "feeds"
    id = "feeds"
    subject = "which sources there are"

    def render(self, scope: dict[str, Any]) -> SafeString:
        return _render(read_sources(), stored_switches())

    def render_unreadable(self) -> SafeString:
        return _render(None, ())


def _render(sources: Sources | None, stored: Sequence[Switch]) -> SafeString:
    return render_to_string("partials/feeds.html", overview(process.hub.mirror, sources, stored))
