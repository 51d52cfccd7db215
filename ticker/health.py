"""Pages for machines: is the process alive, and should a page that lost its heart load again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from ticker.live import live


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while this process answers; the feed's word says how the data is."""
    feed = live.hub.mirror.feed
    said = {"status": "ok", "feed": feed.name, "word": feed.word, "rejected": feed.rejected}
    return JsonResponse(said)


@require_safe
@never_cache
def reload(request: HttpRequest) -> HttpResponse:
    """The watchdog's address: that it answers is why the page may load itself again."""
    return HttpResponseClientRefresh()
