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
from dashboard.kiosk.address import client_address, reload_url
from dashboard.kiosk.content import render_wall
from dashboard.kiosk.rotation import Rotation
from dashboard.kiosk.sizes import stylesheet
from dashboard.kiosk.state import wall_state
from dashboard.kiosk.wall import WallConfig, read_wall
from dashboard.screens import credentials, pairings
from dashboard.screens.models import Credential, Pairing
from dashboard.screens.pairings import TooManyWaitingError
from ticker.live.close_codes import Refused
from ticker.live.heartbeat import status_context
from ticker.web.build import add_build, build
from ticker.web.process import process

YEAR = 365 * 86400
"""Seconds."""


@require_safe
@never_cache
def kiosk(request: HttpRequest) -> HttpResponse:
    """Show the wall of the screen that this device is, or else a pairing code."""
    credential = credentials.find_credential(cookie.page_token(request))
    if credential is None:
        return _pairing_response(request)
    try:
        return _renew_cookies(_wall_response(request, read_wall(credential.screen_id)), credential)
    except Refused:
        return _pairing_response(request)


@require_safe
@never_cache
def check_claim(request: HttpRequest) -> HttpResponse:
    """A device that shows a code asks this every second. It reloads when the code was used or has
    expired."""
    if pairings.is_waiting(cookie.page_token(request), request.GET.get("code", "")):
        return HttpResponse(status=204)
    return HttpResponseClientRefresh()


@require_safe
@never_cache
def confirm_alive(request: HttpRequest) -> HttpResponse:
    """A page of a device reloads some seconds after it was drawn, in case its scripts or styles did
    not load. Once they work, this response removes the reload."""
    return reswap(retarget(render(request, "kiosk/alive.html"), "#alive"), "outerHTML")


@require_safe
@never_cache
def renew_credential(request: HttpRequest) -> HttpResponse:
    """A wall asks this every hour, which renews its credential."""
    credential = credentials.find_credential(cookie.page_token(request))
    answer = HttpResponse(status=204)
    return _renew_cookies(answer, credential) if credential else answer


@require_safe
@never_cache
def reload(request: HttpRequest) -> HttpResponse:
    """Replace the wall in place, with a new socket. A navigation could fail and leave the device on
    the error page of the browser. A wall of an earlier deployment reloads as a whole."""
    credential = credentials.find_credential(cookie.page_token(request))
    if credential is None or request.GET.get("build") != build():
        return HttpResponseClientRefresh()
    try:
        answer = _wall_response(request, read_wall(credential.screen_id))
    except Refused:
        return HttpResponseClientRefresh()
    answer = reswap(retarget(reselect(answer, "#page"), "#page"), "outerHTML")
    return _renew_cookies(answer, credential)


@require_safe
def sizes(request: HttpRequest) -> HttpResponse:
    """Cacheable for a year, because its address names the build."""
    answer = HttpResponse(stylesheet(), content_type="text/css; charset=utf-8")
    if request.GET.get("build") == build():
        patch_cache_control(answer, public=True, max_age=YEAR, immutable=True)
    else:
        add_never_cache_headers(answer)
    return answer


def _renew_cookies(answer: HttpResponse, credential: Credential) -> HttpResponse:
    fresh = credentials.renew_credential(credential, timezone.now())
    if fresh is not None:
        cookie.set_cookies(answer, fresh)
    return answer


def _wall_response(request: HttpRequest, config: WallConfig) -> HttpResponse:
    mirror = process.hub.mirror
    now = wall_state(config, Rotation(), mirror, time.time())
    context = {
        "screen": config.screen,
        "stage": render_wall(config, now, mirror),
        "socket": add_build(f"/ws/ticker/kiosk/?loads={config.screen.loads}"),
        "heals": reload_url(),
        "build": build(),
        **status_context(mirror),
    }
    return render(request, "kiosk/wall.html", context)


def _pairing_response(request: HttpRequest) -> HttpResponse:
    token = cookie.page_token(request)
    is_known = bool(token) and Pairing.objects.filter(digest=credentials.digest(token)).exists()
    # An unknown token was revoked or stolen, and must not become a screen again.
    token = token if is_known else credentials.new_token()
    try:
        pairing = pairings.get_pairing(token, client_address(_scope(request)))
    except TooManyWaitingError:
        return render(request, "kiosk/full.html", {"build": build()}, status=503)
    address = request.build_absolute_uri(reverse("screen_pair"))
    context = {
        "code": f"{pairing.code[:3]} {pairing.code[3:]}",
        "key": pairing.code,
        "qr": _qr_code(f"{address}?code={pairing.code}"),
        "address": address,
        "build": build(),
    }
    answer = render(request, "kiosk/pairing.html", context)
    if not is_known:
        cookie.set_cookies(answer, token)
    return answer


def _qr_code(text: str) -> str:
    """Return an SVG without a fixed size, with the border that readers need."""
    picture = segno.make(text, error="m", micro=False)
    # Safe: segno draws squares only.
    return mark_safe(picture.svg_inline(border=4, dark="#000", light="#fff", omitsize=True))  # noqa: S308


def _scope(request: HttpRequest) -> dict[str, Any]:
    return getattr(
        request, "scope", {"headers": [], "client": (request.META.get("REMOTE_ADDR"), 0)}
    )
