from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.forms.redirects import post_data
from dashboard.forms.refusals import RefusedEditError
from dashboard.screens import control, limits
from dashboard.screens.fleet import screen_row
from dashboard.screens.forms import BannerForm, ScreenForm, add_refusal
from dashboard.screens.models import Screen
from dashboard.screens.schedule import is_on
from dashboard.screens.staff import staff_required
from ticker.live.heartbeat import status_context
from ticker.web.build import add_build
from ticker.web.process import process

P = ParamSpec("P")

RESULT_MESSAGES = {
    "blank": "It is blank.",
    "show": "It shows its programme.",
    "identify": f"It shows its name for {limits.IDENTIFY_SECONDS} seconds.",
    "reload": "It loads itself anew.",
    "take-down": "The banner is taken down.",
    "revoke": "Its device is revoked, and shows a code again.",
}
"""The messages by the value of the button."""

DEVICE_ACTIONS = frozenset({"identify", "reload", "revoke"})
"""The buttons that need a paired device."""

NO_DEVICE = "No device is this screen: pair one first."

BANNER_SHOWN = "The banner is up."
BANNER_WHILE_BLANK = (
    "The banner is kept. The screen is blank now, and shows it when it is shown again."
)
BANNER_WHILE_OFF = (
    "The banner is kept. The screen is blank now, and shows it when its programme is on again."
)


def screen_required(
    view: Callable[Concatenate[HttpRequest, Screen, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A view for the staff of one screen, which is looked up before the method is checked."""

    @staff_required
    @wraps(view)
    def wrapper(
        request: HttpRequest, number: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            screen = Screen.objects.select_related("programme", "sighting").get(pk=number)
            return view(request, screen, *args, **kwargs)
        except Screen.DoesNotExist:
            raise Http404("There is no such screen, or not any more.") from None

    return wrapper


@screen_required
@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest, screen: Screen) -> HttpResponse:
    form = ScreenForm.from_screen(screen, post_data(request))
    if form.is_valid():
        try:
            control.configure(screen, form.changes)
            messages.success(request, "Saved.")
            return redirect(screen)
        except RefusedEditError as error:
            add_refusal(form, error)
    return _render_page(request, screen, form, _banner_form(screen))


@screen_required
@require_POST
def remote_control(request: HttpRequest, screen: Screen) -> HttpResponse:
    verb = request.POST.get("do", "")
    if verb in DEVICE_ACTIONS and not screen.paired_at:
        messages.error(request, NO_DEVICE)
        return redirect(screen)
    match verb:
        case "blank" | "show":
            control.set_blank(screen, is_blank=verb == "blank")
        case "identify":
            control.identify(screen)
        case "reload":
            control.reload(screen)
        case "take-down":
            control.clear_banner(screen)
        case "revoke":
            control.revoke(screen)
        case _:
            messages.error(request, f"Say what to do: {', '.join(RESULT_MESSAGES)}.")
    if verb in RESULT_MESSAGES:
        messages.success(request, RESULT_MESSAGES[verb])
    return redirect(screen)


@screen_required
@require_POST
def banner(request: HttpRequest, screen: Screen) -> HttpResponse:
    form = BannerForm(request.POST)
    if form.is_valid():
        control.set_banner(screen, form.cleaned_data["banner"], form.cleaned_data["covers"])
        messages.success(request, _banner_message(screen))
        return redirect(screen)
    return _render_page(request, screen, ScreenForm.from_screen(screen), form)


@screen_required
@require_POST
def delete(request: HttpRequest, screen: Screen) -> HttpResponse:
    control.delete(screen)
    messages.success(request, f"“{screen}” is deleted.")
    return redirect("screens")


def _banner_message(screen: Screen) -> str:
    if screen.is_blank:
        return BANNER_WHILE_BLANK
    programme = screen.programme
    if programme is not None and programme.outside == "blank":
        return (
            BANNER_SHOWN
            if is_on(programme, timezone.now(), process.hub.mirror.feed)
            else BANNER_WHILE_OFF
        )
    return BANNER_SHOWN


def _banner_form(screen: Screen) -> BannerForm:
    return BannerForm(initial={"banner": screen.banner, "covers": screen.banner_covers})


def _render_page(
    request: HttpRequest, screen: Screen, form: ScreenForm, banner_form: BannerForm
) -> HttpResponse:
    context = {
        **status_context(process.hub.mirror),
        "screen": screen,
        "row": screen_row(screen, timezone.now()),
        "form": form,
        "banner_form": banner_form,
        "socket": add_build(f"/ws/ticker/screens/{screen.pk}/"),
    }
    return render(request, "screens/screen.html", context)
