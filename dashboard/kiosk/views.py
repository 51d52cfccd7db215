"""What a device opens: the code to pair it with, and then its wall."""

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
    """The wall of the screen that this device is; to any other, a code."""
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
    """What a device asks every second that shows a code: it loads itself once that is not good any
    more, because it was typed in, is too old, or the device is known by another now."""
    if pairings.is_waiting(cookie.token_of(request), request.GET.get("code", "")):
        return HttpResponse(status=204)
    return HttpResponseClientRefresh()


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """A page of a device loads itself again a few seconds after it was drawn: its scripts or styles
    may not have come. Once all work they ask for this, which takes the place of that and goes
    nowhere."""
    return reswap(retarget(render(request, "kiosk/alive.html"), "#alive"), "outerHTML")


@require_safe
@never_cache
def keep(request: HttpRequest) -> HttpResponse:
    """What a wall asks every hour: so a credential in use is renewed."""
    credential = credentials.find(cookie.token_of(request))
    answer = HttpResponse(status=204)
    return _kept(answer, credential) if credential else answer


@require_safe
@never_cache
def reload(request: HttpRequest) -> HttpResponse:
    """The wall anew, in the place of the old one and with a socket of its own: no navigation that
    could fail and leave the device on the browser's own error page. One that was drawn by an
    earlier deployment loads itself whole, with its scripts and styles."""
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
    """The same for every wall; its address has the build in it, and what another build would say
    is not ours to be kept under it."""
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
    # One that was revoked, or stolen, becomes no screen again.
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
    """As SVG, as large as the stylesheet says, with the border that readers need."""
    picture = segno.make(text, error="m", micro=False)
    # Safe: segno draws squares, and the text is only in their places.
    return mark_safe(picture.svg_inline(border=4, dark="#000", light="#fff", omitsize=True))  # noqa: S308


def _scope(request: HttpRequest) -> dict[str, Any]:
    return getattr(
        request, "scope", {"headers": [], "client": (request.META.get("REMOTE_ADDR"), 0)}
    )
