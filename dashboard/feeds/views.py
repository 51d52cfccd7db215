"""The feeds page for staff."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboard.feeds.data import json_file
from dashboard.feeds.feedrow import feed_rows
from dashboard.feeds.overview import overview
from dashboard.feeds.sources import sources
from dashboard.feeds.switches import kept_switches
from dashboard.screens.staff import staff
from ticker.live.heartbeat import status
from ticker.web.build import stamped
from ticker.web.process import live


@staff
@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    mirror = live.hub.mirror
    context = {
        **overview(mirror, sources(), kept_switches()),
        **status(mirror),
        "socket": stamped("/ws/ticker/feeds/"),
    }
    return render(request, "feeds/feeds.html", context)


@staff
@require_safe
def feeds_json(request: HttpRequest) -> HttpResponse:
    mirror = live.hub.mirror
    return json_file(mirror, feed_rows(mirror, time.time_ns()), sources(), kept_switches())
