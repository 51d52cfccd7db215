from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.forms.back import posted
from dashboard.forms.refused import RefusedEditError
from dashboard.screens import control, limits
from dashboard.screens.fleet import row
from dashboard.screens.forms import BannerForm, ScreenForm, refuse
from dashboard.screens.models import Screen
from dashboard.screens.schedule import is_on
from dashboard.screens.staff import staff
from ticker.live.heartbeat import status
from ticker.web.build import stamped
from ticker.web.process import live

P = ParamSpec("P")

SAID = {
    "blank": "It is blank.",
    "show": "It shows its programme.",
    "identify": f"It shows its name for {limits.IDENTIFIED} seconds.",
    "reload": "It loads itself anew.",
    "take-down": "The banner is taken down.",
    "revoke": "Its device is revoked, and shows a code again.",
}
"""The messages by the value of the button."""

OF_DEVICES = frozenset({"identify", "reload", "revoke"})
"""The buttons that need a paired device."""

NO_DEVICE = "No device is this screen: pair one first."

UP = "The banner is up."
BLANK = "The banner is kept. The screen is blank now, and shows it when it is shown again."
OFF = "The banner is kept. The screen is blank now, and shows it when its programme is on again."


def of_screen(
    view: Callable[Concatenate[HttpRequest, Screen, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A view for the staff of one screen, which is looked up before the method is checked."""

    @staff
    @wraps(view)
    def found(request: HttpRequest, number: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            screen = Screen.objects.select_related("programme", "sighting").get(pk=number)
            return view(request, screen, *args, **kwargs)
        except Screen.DoesNotExist:
            raise Http404("There is no such screen, or not any more.") from None

    return found


@of_screen
@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest, screen: Screen) -> HttpResponse:
    form = ScreenForm.of(screen, posted(request))
    if form.is_valid():
        try:
            control.configure(screen, form.changes)
            messages.success(request, "Saved.")
            return redirect(screen)
        except RefusedEditError as error:
            refuse(form, error)
    return _page(request, screen, form, _banner_form(screen))


@of_screen
@require_POST
def remote(request: HttpRequest, screen: Screen) -> HttpResponse:
    verb = request.POST.get("do", "")
    if verb in OF_DEVICES and not screen.paired_at:
        messages.error(request, NO_DEVICE)
        return redirect(screen)
    match verb:
        case "blank" | "show":
            control.blank(screen, is_blank=verb == "blank")
        case "identify":
            control.identify(screen)
        case "reload":
            control.reload(screen)
        case "take-down":
            control.take_down(screen)
        case "revoke":
            control.revoke(screen)
        case _:
            messages.error(request, f"Say what to do: {', '.join(SAID)}.")
    if verb in SAID:
        messages.success(request, SAID[verb])
    return redirect(screen)


@of_screen
@require_POST
def banner(request: HttpRequest, screen: Screen) -> HttpResponse:
    form = BannerForm(request.POST)
    if form.is_valid():
        control.put_banner(screen, form.cleaned_data["banner"], form.cleaned_data["covers"])
        messages.success(request, _said_of_banner(screen))
        return redirect(screen)
    return _page(request, screen, ScreenForm.of(screen), form)


@of_screen
@require_POST
def delete(request: HttpRequest, screen: Screen) -> HttpResponse:
    control.delete(screen)
    messages.success(request, f"“{screen}” is deleted.")
    return redirect("screens")


def _said_of_banner(screen: Screen) -> str:
    if screen.is_blank:
        return BLANK
    programme = screen.programme
    if programme is not None and programme.outside == "blank":
        return UP if is_on(programme, timezone.now(), live.hub.mirror.feed) else OFF
    return UP


def _banner_form(screen: Screen) -> BannerForm:
    return BannerForm(initial={"banner": screen.banner, "covers": screen.banner_covers})


def _page(
    request: HttpRequest, screen: Screen, form: ScreenForm, banner_form: BannerForm
) -> HttpResponse:
    context = {
        **status(live.hub.mirror),
        "screen": screen,
        "row": row(screen, timezone.now()),
        "form": form,
        "banner_form": banner_form,
        "socket": stamped(f"/ws/ticker/screens/{screen.pk}/"),
    }
    return render(request, "screens/screen.html", context)
