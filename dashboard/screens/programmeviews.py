from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.forms.back import explained, posted
from dashboard.forms.refused import RefusedEditError
from dashboard.screens import editing
from dashboard.screens.forms import NewForm, refuse
from dashboard.screens.programmeform import ProgrammeForm
from dashboard.screens.programmes import Programme
from dashboard.screens.staff import staff

P = ParamSpec("P")


def of_programme(
    view: Callable[Concatenate[HttpRequest, Programme, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A view for the staff of one programme, which is looked up before the method is checked."""

    @staff
    @wraps(view)
    def found(request: HttpRequest, number: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, Programme.objects.get(pk=number), *args, **kwargs)
        except Programme.DoesNotExist:
            raise Http404("There is no such programme, or not any more.") from None

    return found


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def programmes(request: HttpRequest) -> HttpResponse:
    form = NewForm(posted(request))
    if form.is_valid():
        try:
            return redirect(editing.create(form.cleaned_data["name"]))
        except RefusedEditError as error:
            refuse(form, error)
    counted = Programme.objects.annotate(
        page_count=Count("pages", distinct=True), screen_count=Count("screens", distinct=True)
    )
    context = {"programmes": counted, "form": form}
    return render(request, "screens/programmes.html", context)


@of_programme
@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: HttpRequest, programme: Programme) -> HttpResponse:
    form = ProgrammeForm.of(programme, posted(request))
    if form.is_valid():
        try:
            editing.configure(programme, form.changes)
            messages.success(request, "Saved.")
            return redirect(programme)
        except RefusedEditError as error:
            refuse(form, error)
    context = {
        "programme": programme,
        "pages": programme.pages.select_related("watchlist"),
        "screens": programme.screens.all(),
        "form": form,
    }
    return render(request, "screens/programme.html", context)


@of_programme
@require_POST
def duplicate(request: HttpRequest, programme: Programme) -> HttpResponse:
    with explained(request):
        copy = editing.duplicate(programme)
        messages.success(request, f"This is the copy, “{copy}”.")
        return redirect(copy)
    return redirect(programme)


@of_programme
@require_POST
def delete(request: HttpRequest, programme: Programme) -> HttpResponse:
    editing.delete(programme)
    messages.success(request, f"“{programme}” is deleted.")
    return redirect("programmes")
