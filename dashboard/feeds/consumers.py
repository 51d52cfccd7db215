"""The feeds page, live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dashboard.feeds.overview import overview
from dashboard.feeds.sources import Sources, sources
from dashboard.feeds.switches import kept_switches
from dashboard.screens.consumers import StaffConsumer
from ticker.market.frames import Switch
from ticker.web.process import live


class FeedsConsumer(StaffConsumer):
    """Feed states come with the frames, so they are shown without a database too."""

    page = "feeds"
    id = "feeds"
    what = "which sources there are"

    def draw(self, scope: dict[str, Any]) -> SafeString:
        return _drawn(sources(), kept_switches())

    def unread(self) -> SafeString:
        return _drawn(None, ())


def _drawn(sources: Sources | None, stored: Sequence[Switch]) -> SafeString:
    return render_to_string("partials/feeds.html", overview(live.hub.mirror, sources, stored))
