"""Import and export of watchlists. A preview comes before each import."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dashboard.boards.data import download
from dashboard.forms.redirects import post_data
from dashboard.forms.refusals import RefusedEditError
from dashboard.watchlists.decorators import owner_required
from dashboard.watchlists.editing import edit_list
from dashboard.watchlists.files.badfile import BadFileError
from dashboard.watchlists.files.formats import FORMATS
from dashboard.watchlists.importform import ImportForm
from dashboard.watchlists.models import Watchlist
from dashboard.watchlists.preview import Preview
from ticker.web.process import process

NOT_PREVIEWED = (
    "Nothing has been imported: this is what would be, and you had not been shown it yet."
)


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    form = ImportForm(post_data(request), request.FILES or None)
    context = {"watchlist": watchlist, "form": form, "formats": FORMATS.values()}
    if not form.is_valid():
        return render(request, "watchlists/import.html", context)
    try:
        reading = form.parse_file(process.universe)
        preview = Preview(
            watchlist.lines(), reading, form.is_replacement, form.format.missing_fields
        )
        if preview.is_empty and not preview.parsed_file.problems:
            raise BadFileError("There is no symbol and no section in the file.")
        confirmed = request.POST.get("confirmed")
        if confirmed == form.digest and not preview.is_empty:
            return _import(request, watchlist, preview)
        if confirmed:
            form.add_error(None, NOT_PREVIEWED)
    except (BadFileError, RefusedEditError) as error:
        form.add_error(None, str(error))
        return render(request, "watchlists/import.html", context)
    return render(request, "watchlists/preview.html", {**context, "preview": preview})


def _import(request: HttpRequest, watchlist: Watchlist, preview: Preview) -> HttpResponse:
    with edit_list(watchlist) as draft:
        done = preview.for_lines(draft.lines)
        draft.replace_lines(done.result_lines)
    messages.success(request, done.summary)
    return redirect(watchlist)


@owner_required
@require_safe
def export_file(request: HttpRequest, watchlist: Watchlist, key: str) -> HttpResponse:
    if key not in FORMATS:
        raise Http404(f"There is no format “{key}”.")
    kind = FORMATS[key]
    text = kind.write(watchlist.lines(), process.universe)
    return download(text, f"{watchlist}.{kind.suffix}", kind.content_type)
