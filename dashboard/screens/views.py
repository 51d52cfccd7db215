from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from dashboard.accounts.visitor import Visitor
from dashboard.forms.back import posted
from dashboard.forms.refused import RefusedEditError
from dashboard.screens import wrongcodes
from dashboard.screens.fleet import fleet
from dashboard.screens.forms import refuse
from dashboard.screens.models import Screen
from dashboard.screens.pairform import CODE, PairForm
from dashboard.screens.pairings import WrongCodeError, claim
from dashboard.screens.staff import staff
from ticker.live.heartbeat import status
from ticker.web.build import stamped
from ticker.web.process import live

TOO_MANY = "Too many codes were wrong. Wait ten minutes, then enter the one that the device shows."


@staff
@require_safe
def screens(request: HttpRequest) -> HttpResponse:
    context = {
        **fleet(timezone.now()),
        **status(live.hub.mirror),
        "kiosk": request.build_absolute_uri("/kiosk/"),
        "socket": stamped("/ws/ticker/screens/"),
    }
    return render(request, "screens/screens.html", context)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest) -> HttpResponse:
    initial = {key: request.GET.get(key, "")[:CODE] for key in ("code", "screen")}
    form = PairForm(posted(request), initial=initial)
    status = 200
    if form.is_valid():
        user = Visitor.of_request(request).owner
        if not wrongcodes.may_try(user):
            form.add_error("code", TOO_MANY)
            status = 429
        elif screen := _paired(form, user):
            messages.success(request, f"“{screen}” is paired.")
            return redirect(screen)
    context = {"form": form, "kiosk": request.build_absolute_uri("/kiosk/")}
    return render(request, "screens/pair.html", context, status=status)


def _paired(form: PairForm, user: User) -> Screen | None:
    """Return None if it was refused; the form then has the error, and nothing was changed."""
    try:
        with transaction.atomic():
            screen = form.make_screen()
            claim(form.cleaned_data["code"], screen)
    except WrongCodeError as error:
        form.add_error("code", str(error))
        return None
    except RefusedEditError as error:
        refuse(form, error)
        screen = None
    except Screen.DoesNotExist:
        form.add_error("screen", "It has been deleted meanwhile. Choose another.")
        screen = None
    wrongcodes.was_right(user)
    return screen
