"""The feeds page for staff."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboard.feeds.data import json_file
from dashboard.feeds.feedrow import feed_rows
from dashboard.feeds.overview import overview
from dashboard.feeds.sources import read_sources
from dashboard.feeds.switches import stored_switches
from dashboard.screens.staff import staff_required
from ticker.live.heartbeat import status_context
from ticker.web.build import add_build
from ticker.web.process import process


@staff_required
@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    mirror = process.hub.mirror
    context = {
        **overview(mirror, read_sources(), stored_switches()),
        **status_context(mirror),
        "socket": add_build("/ws/ticker/feeds/"),
    }
    return render(request, "feeds/feeds.html", context)


@staff_required
@require_safe
def feeds_json(request: HttpRequest) -> HttpResponse:
    mirror = process.hub.mirror
    return json_file(mirror, feed_rows(mirror, time.time_ns()), read_sources(), stored_switches())
