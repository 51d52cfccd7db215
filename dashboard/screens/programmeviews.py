from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.forms.redirects import post_data, report_refusals
from dashboard.forms.refusals import RefusedEditError
from dashboard.screens import editing
from dashboard.screens.forms import NewProgrammeForm, add_refusal
from dashboard.screens.programmeform import ProgrammeForm
from dashboard.screens.programmes import Programme
from dashboard.screens.staff import staff_required

P = ParamSpec("P")


def programme_required(
    view: Callable[Concatenate[HttpRequest, Programme, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A view for the staff of one programme, which is looked up before the method is checked."""

    @staff_required
    @wraps(view)
    def wrapper(
        request: HttpRequest, number: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            return view(request, Programme.objects.get(pk=number), *args, **kwargs)
        except Programme.DoesNotExist:
            raise Http404("There is no such programme, or not any more.") from None

    return wrapper


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def programmes(request: HttpRequest) -> HttpResponse:
    form = NewProgrammeForm(post_data(request))
    if form.is_valid():
        try:
            return redirect(editing.create(form.cleaned_data["name"]))
        except RefusedEditError as error:
            add_refusal(form, error)
    counted = Programme.objects.annotate(
        page_count=Count("pages", distinct=True), screen_count=Count("screens", distinct=True)
    )
    context = {"programmes": counted, "form": form}
    return render(request, "screens/programmes.html", context)


@programme_required
@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: HttpRequest, programme: Programme) -> HttpResponse:
    form = ProgrammeForm.from_programme(programme, post_data(request))
    if form.is_valid():
        try:
            editing.configure(programme, form.changes)
            messages.success(request, "Saved.")
            return redirect(programme)
        except RefusedEditError as error:
            add_refusal(form, error)
    context = {
        "programme": programme,
        "pages": programme.pages.select_related("watchlist"),
        "screens": programme.screens.all(),
        "form": form,
    }
    return render(request, "screens/programme.html", context)


@programme_required
@require_POST
def duplicate(request: HttpRequest, programme: Programme) -> HttpResponse:
    with report_refusals(request):
        copy = editing.duplicate(programme)
        messages.success(request, f"This is the copy, “{copy}”.")
        return redirect(copy)
    return redirect(programme)


@programme_required
@require_POST
def delete(request: HttpRequest, programme: Programme) -> HttpResponse:
    editing.delete(programme)
    messages.success(request, f"“{programme}” is deleted.")
    return redirect("programmes")
