from __future__ import annotations

import time
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh, reselect, reswap, retarget

from dashboard.kiosk import cookie
from dashboard.kiosk.address import address_of, reload_url
from dashboard.kiosk.content import stage
from dashboard.kiosk.rotation import Rotation
from dashboard.kiosk.showing import showing
from dashboard.kiosk.sizes import stylesheet
from dashboard.kiosk.wall import Wall, read
from dashboard.screens import credentials, pairings
from dashboard.screens.models import Credential, Pairing
from dashboard.screens.pairings import TooManyWaitingError
from ticker.live.close_codes import Refused
from ticker.live.heartbeat import status
from ticker.web.build import build, stamped
from ticker.web.process import live

YEAR = 365 * 86400
"""Seconds."""


@require_safe
@never_cache
def kiosk(request: HttpRequest) -> HttpResponse:
    """Show the wall of the screen that this device is, or else a pairing code."""
    credential = credentials.find(cookie.token_of(request))
    if credential is None:
        return _pairing(request)
    try:
        return _kept(_wall(request, read(credential.screen_id)), credential)
    except Refused:
        return _pairing(request)


@require_safe
@never_cache
def claimed(request: HttpRequest) -> HttpResponse:
    """A device that shows a code asks this every second. It reloads when the code was used or has
    expired."""
    if pairings.is_waiting(cookie.token_of(request), request.GET.get("code", "")):
        return HttpResponse(status=204)
    return HttpResponseClientRefresh()


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """A page of a device reloads some seconds after it was drawn, in case its scripts or styles did
    not load. Once they work, this response removes the reload."""
    return reswap(retarget(render(request, "kiosk/alive.html"), "#alive"), "outerHTML")


@require_safe
@never_cache
def keep(request: HttpRequest) -> HttpResponse:
    """A wall asks this every hour, which renews its credential."""
    credential = credentials.find(cookie.token_of(request))
    answer = HttpResponse(status=204)
    return _kept(answer, credential) if credential else answer


@require_safe
@never_cache
def reload(request: HttpRequest) -> HttpResponse:
    """Replace the wall in place, with a new socket. A navigation could fail and leave the device on
    the error page of the browser. A wall of an earlier deployment reloads as a whole."""
    credential = credentials.find(cookie.token_of(request))
    if credential is None or request.GET.get("build") != build():
        return HttpResponseClientRefresh()
    try:
        answer = _wall(request, read(credential.screen_id))
    except Refused:
        return HttpResponseClientRefresh()
    answer = reswap(retarget(reselect(answer, "#page"), "#page"), "outerHTML")
    return _kept(answer, credential)


@require_safe
def sizes(request: HttpRequest) -> HttpResponse:
    """Cacheable for a year, because its address names the build."""
    answer = HttpResponse(stylesheet(), content_type="text/css; charset=utf-8")
    if request.GET.get("build") == build():
        patch_cache_control(answer, public=True, max_age=YEAR, immutable=True)
    else:
        add_never_cache_headers(answer)
    return answer


def _kept(answer: HttpResponse, credential: Credential) -> HttpResponse:
    fresh = credentials.renewed(credential, timezone.now())
    if fresh is not None:
        cookie.give(answer, fresh)
    return answer


def _wall(request: HttpRequest, wall: Wall) -> HttpResponse:
    mirror = live.hub.mirror
    now = showing(wall, Rotation(), mirror, time.time())
    context = {
        "screen": wall.screen,
        "stage": stage(wall, now, mirror),
        "socket": stamped(f"/ws/ticker/kiosk/?loads={wall.screen.loads}"),
        "heals": reload_url(),
        "build": build(),
        **status(mirror),
    }
    return render(request, "kiosk/wall.html", context)


def _pairing(request: HttpRequest) -> HttpResponse:
    token = cookie.token_of(request)
    is_known = bool(token) and Pairing.objects.filter(digest=credentials.digest(token)).exists()
    # An unknown token was revoked or stolen, and must not become a screen again.
    token = token if is_known else credentials.fresh_token()
    try:
        pairing = pairings.waiting(token, address_of(_scope(request)))
    except TooManyWaitingError:
        return render(request, "kiosk/full.html", {"build": build()}, status=503)
    address = request.build_absolute_uri(reverse("screen_pair"))
    context = {
        "code": f"{pairing.code[:3]} {pairing.code[3:]}",
        "key": pairing.code,
        "qr": _qr(f"{address}?code={pairing.code}"),
        "address": address,
        "build": build(),
    }
    answer = render(request, "kiosk/pairing.html", context)
    if not is_known:
        cookie.give(answer, token)
    return answer


def _qr(text: str) -> str:
    """Return an SVG without a fixed size, with the border that readers need."""
    picture = segno.make(text, error="m", micro=False)
    # Safe: segno draws squares only.
    return mark_safe(picture.svg_inline(border=4, dark="#000", light="#fff", omitsize=True))  # noqa: S308


def _scope(request: HttpRequest) -> dict[str, Any]:
    return getattr(
        request, "scope", {"headers": [], "client": (request.META.get("REMOTE_ADDR"), 0)}
    )
