from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from dashboard.accounts.visitor import Visitor
from dashboard.forms.redirects import post_data
from dashboard.forms.refusals import RefusedEditError
from dashboard.screens import wrongcodes
from dashboard.screens.fleet import fleet_context
from dashboard.screens.forms import add_refusal
from dashboard.screens.models import Screen
from dashboard.screens.pairform import CODE_LENGTH, PairForm
from dashboard.screens.pairings import WrongCodeError, claim_screen
from dashboard.screens.staff import staff_required
from ticker.live.heartbeat import status_context
from ticker.web.build import add_build
from ticker.web.process import process

TOO_MANY_WRONG_CODES = (
    "Too many codes were wrong. Wait ten minutes, then enter the one that the device shows."
)


@staff_required
@require_safe
def screens(request: HttpRequest) -> HttpResponse:
    context = {
        **fleet_context(timezone.now()),
        **status_context(process.hub.mirror),
        "kiosk": request.build_absolute_uri("/kiosk/"),
        "socket": add_build("/ws/ticker/screens/"),
    }
    return render(request, "screens/screens.html", context)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def pair_screen(request: HttpRequest) -> HttpResponse:
    initial = {key: request.GET.get(key, "")[:CODE_LENGTH] for key in ("code", "screen")}
    form = PairForm(post_data(request), initial=initial)
    status = 200
    if form.is_valid():
        user = Visitor.from_request(request).owner
        if not wrongcodes.count_try(user):
            form.add_error("code", TOO_MANY_WRONG_CODES)
            status = 429
        elif screen := _pair(form, user):
            messages.success(request, f"“{screen}” is paired.")
            return redirect(screen)
    context = {"form": form, "kiosk": request.build_absolute_uri("/kiosk/")}
    return render(request, "screens/pair.html", context, status=status)


def _pair(form: PairForm, user: User) -> Screen | None:
    """Return None if it was refused; the form then has the error, and nothing was changed."""
    try:
        with transaction.atomic():
            screen = form.configure_screen()
            claim_screen(form.cleaned_data["code"], screen)
    except WrongCodeError as error:
        form.add_error("code", str(error))
        return None
    except RefusedEditError as error:
        add_refusal(form, error)
        screen = None
    except Screen.DoesNotExist:
        form.add_error("screen", "It has been deleted meanwhile. Choose another.")
        screen = None
    wrongcodes.uncount_try(user)
    return screen
