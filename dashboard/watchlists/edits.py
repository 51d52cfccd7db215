from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dashboard.forms.redirects import (
    post_data,
    redirect_back,
    referring_path,
    report_refusals,
    return_path,
)
from dashboard.forms.refusals import RefusedEditError
from dashboard.symbols.search import resolve
from dashboard.watchlists import limits
from dashboard.watchlists.decorators import owner_required
from dashboard.watchlists.draft import Draft
from dashboard.watchlists.editing import edit_list
from dashboard.watchlists.entryform import EditConflictError, EntryForm
from dashboard.watchlists.forms import SectionForm, SymbolForm
from dashboard.watchlists.models import Watchlist
from dashboard.watchlists.views import edit_page, edit_query
from ticker.web.process import process

MOVES = {"up": -1, "down": 1}


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    if request.method != "POST":
        return edit_page(request, watchlist)
    verb, _, name = request.POST.get("do", "").partition(" ")
    with report_refusals(request), edit_list(watchlist) as draft:
        _apply_action(request, draft, verb, name)
    return redirect(request.path + edit_query(request, watchlist))


def _apply_action(request: HttpRequest, draft: Draft, verb: str, name: str) -> None:
    """Raises RefusedEditError."""
    match verb:
        case "up" | "down":
            draft.move(name, MOVES[verb])
        case "top":
            draft.move_to(name)
        case "into":
            section, _, moved = name.partition(" ")
            draft.move_to(moved, section)
        case "remove":
            removed = draft.remove(name)
            messages.success(request, f"Removed {removed}.", extra_tags="removed")
        case _:
            raise RefusedEditError("Say what to do, and with which entry: up, down or remove.")


@owner_required
@require_POST
def add(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    form = SymbolForm(request.POST)
    with report_refusals(request):
        if not form.is_valid():
            raise RefusedEditError("Type a symbol or a ticker, of at most 40 characters.")
        symbol = resolve(process.universe, form.cleaned_data["q"])
        with edit_list(watchlist) as draft:
            is_new = draft.add(symbol)
        text = "Added {}." if is_new else "{} is in the list already."
        messages.success(request, text.format(process.universe[symbol].ticker), extra_tags="added")
    return redirect_back(request, watchlist.get_absolute_url())


@owner_required
@require_POST
def add_section(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    form = SectionForm(request.POST)
    with report_refusals(request):
        if not form.is_valid():
            raise RefusedEditError(_first_error(form))
        with edit_list(watchlist) as draft:
            draft.add_section(form.cleaned_data["heading"])
        messages.success(request, "Added a section, at the end.", extra_tags="begun")
    return redirect_back(request, reverse("watchlist_edit", args=[watchlist.pk]))


@owner_required
@require_POST
def undo(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    """Undo the last removal or import. The form names the one that its reader was shown."""
    with report_refusals(request), edit_list(watchlist) as draft:
        if "import" in request.POST:
            draft.undo_import(request.POST["import"])
        else:
            draft.restore_removed(request.POST.get("entry", ""))
    return redirect_back(request, reverse("watchlist_edit", args=[watchlist.pk]))


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, watchlist: Watchlist, section: int) -> HttpResponse:
    heading = watchlist.current_entries().filter(pk=section).exclude(heading="").first()
    if heading is None:
        raise Http404("There is no such section in this list.")
    form = SectionForm(post_data(request), initial={"heading": heading.heading})
    if form.is_valid():
        try:
            with edit_list(watchlist) as draft:
                _rename(draft, f"#{section}", **form.cleaned_data)
            return redirect_back(request, reverse("watchlist_edit", args=[watchlist.pk]))
        except RefusedEditError as error:
            form.add_error("heading", str(error))
    context = {"known": heading.heading, "title": f"Section “{heading.heading}”"}
    return _render_form(request, watchlist, form, "watchlists/form.html", context)


def _rename(draft: Draft, name: str, heading: str, known: str) -> None:
    """``known`` is the heading that the page showed. Raises RefusedEditError."""
    now = draft.entry(name).heading
    if known not in ("", now):
        raise RefusedEditError(f"It is called “{now}” meanwhile. Save again?")
    draft.change(name, heading=heading)


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, watchlist: Watchlist, symbol: str) -> HttpResponse:
    stored = next(
        (
            candidate
            for candidate in watchlist.current_entries()
            if candidate.symbol and candidate.symbol == symbol
        ),
        None,
    )
    if stored is None:
        return _removed_entry_response(request, watchlist, symbol)
    form = EntryForm(post_data(request), instance=stored)
    if form.is_valid():
        try:
            with edit_list(watchlist) as draft:
                form.apply_changes(draft)
            return redirect_back(request, reverse("watchlist_edit", args=[watchlist.pk]))
        except EditConflictError as overtaken:
            form = form.rebuild_after_conflict(overtaken)
        except RefusedEditError:
            return _removed_entry_response(request, watchlist, symbol)
    context = {"title": symbol, "sections": watchlist.current_entries().exclude(heading="")}
    return _render_form(request, watchlist, form, "watchlists/entry.html", context)


def _removed_entry_response(
    request: HttpRequest, watchlist: Watchlist, symbol: str
) -> HttpResponse:
    """Repeat the note that was typed, so that it is not lost."""
    typed = request.POST.get("note", "")
    if request.method != "POST" or not typed:
        raise Http404("This is not in the list, or not any more.")
    text = f"{symbol} was removed meanwhile. What you had typed: “{typed[: limits.NOTE]}”"
    messages.error(request, text)
    return redirect("watchlist_edit", watchlist.pk)


def _render_form(
    request: HttpRequest,
    watchlist: Watchlist,
    form: SectionForm | EntryForm,
    template: str,
    context: Mapping[str, object],
) -> HttpResponse:
    edits = reverse("watchlist_edit", args=[watchlist.pk])
    came_from = return_path(request, referring_path(request, edits))
    full_context = {**context, "watchlist": watchlist, "form": form, "next": came_from}
    return render(request, template, full_context)


def _first_error(form: SectionForm) -> str:
    return str(next(iter(form.errors.values()))[0])
