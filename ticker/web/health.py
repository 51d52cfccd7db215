"""Endpoints for machines: health, readiness, metrics, and the watchdog's address."""

from __future__ import annotations

from channels.layers import get_channel_layer
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from ticker.web.exposition import exposition
from ticker.web.process import process
from ticker.web.readiness import failed_checks

UNAUTHORIZED = "/metrics asks for the header `Authorization: Bearer` with METRICS_TOKEN after it\n"


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while this process answers; ``word`` is the feed's freshness."""
    feed = process.hub.mirror.feed
    body = {"status": "ok", "feed": feed.name, "word": feed.word, "rejected": feed.rejected}
    return JsonResponse(body)


@require_safe
@never_cache
async def readyz(request: HttpRequest) -> JsonResponse:
    """200 while this process can serve a current page; 503 with the failed checks."""
    failed = await failed_checks()
    body = {"status": "not ready", "failed": failed} if failed else {"status": "ready"}
    return JsonResponse(body, status=503 if failed else 200)


@require_safe
@never_cache
async def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus. Runs in the event loop, where nothing changes meanwhile."""
    if not _may_read_metrics(request):
        headers = {"WWW-Authenticate": "Bearer"}
        return HttpResponse(UNAUTHORIZED, "text/plain; charset=utf-8", 401, headers=headers)
    layer = get_channel_layer()
    assert layer is not None, "settings.CHANNEL_LAYERS has a default"
    return HttpResponse(exposition(process.hub, layer), CONTENT_TYPE_PLAIN_0_0_4)


def _may_read_metrics(request: HttpRequest) -> bool:
    """Everybody may without a METRICS_TOKEN."""
    wanted = settings.METRICS_TOKEN
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    is_bearer = scheme.lower() == "bearer" and constant_time_compare(given.strip(), wanted)
    return not wanted or is_bearer


@require_safe
@never_cache
def reload(request: HttpRequest) -> HttpResponse:
    """The watchdog's address: an answer means that the page may reload."""
    return HttpResponseClientRefresh()
