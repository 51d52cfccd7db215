from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboard.accounts.visitor import Visitor
from dashboard.boards.data import csv_file, json_file
from dashboard.boards.page import render_page
from dashboard.boards.selection import Selection
from dashboard.choices.choices import WatchlistChoicesForm
from dashboard.forms.redirects import post_data, report_refusals
from dashboard.watchlists import access, limits, lists
from dashboard.watchlists.access import ListAccess
from dashboard.watchlists.decorators import owner_required, sign_in_required
from dashboard.watchlists.forms import ShareForm
from dashboard.watchlists.models import Share, Watchlist
from dashboard.watchlists.selection import list_selection
from ticker.live.close_codes import Refused
from ticker.live.topics import announce


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    form = ShareForm(post_data(request))
    if form.is_valid():
        if watchlist.shares.count() < limits.LINKS:
            Share.generate(watchlist, **form.cleaned_data).save()
        else:
            messages.error(request, f"A list may have {limits.LINKS} links. Revoke one first.")
        return redirect("watchlist_links", watchlist.pk)
    addresses = [(share, _link_address(request, share)) for share in watchlist.shares.all()]
    context = {"watchlist": watchlist, "form": form, "links": addresses}
    return render(request, "watchlists/links.html", context)


def _link_address(request: HttpRequest, share: Share) -> str:
    if not share.is_readable:
        return ""
    return request.build_absolute_uri(reverse("shared", args=[share.token]))


@owner_required
@require_POST
def revoke(request: HttpRequest, watchlist: Watchlist, link: int) -> HttpResponse:
    share = watchlist.shares.filter(pk=link).first()
    if share is None:
        raise Http404("There is no such link.")
    topic = share.topic
    share.delete()
    transaction.on_commit(partial(announce, topic))
    messages.success(request, "The link is revoked; who had it open sees the list no more.")
    return redirect("watchlist_links", watchlist.pk)


def share_required(
    view: Callable[[HttpRequest, ListAccess], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Look up the list behind a link before the method is checked."""

    @wraps(view)
    def wrapper(request: HttpRequest, token: str) -> HttpResponse:
        try:
            response = view(request, access.shared_list(token))
        except Refused:
            raise Http404("There is no such list, or it is no longer shared.") from None
        add_never_cache_headers(response)
        return response

    return wrapper


@share_required
@require_safe
def shared_list(request: HttpRequest, list_access: ListAccess) -> HttpResponse:
    token = request.resolver_match.kwargs["token"] if request.resolver_match else ""
    return render_page(
        request,
        "watchlists/shared.html",
        _selection(request, list_access),
        f"/ws/ticker/shared/{token}/",
        WatchlistChoicesForm,
        token=token,
    )


@share_required
@require_safe
def shared_json(request: HttpRequest, list_access: ListAccess) -> HttpResponse:
    return json_file(_selection(request, list_access))


@share_required
@require_safe
def shared_csv(request: HttpRequest, list_access: ListAccess) -> HttpResponse:
    return csv_file(_selection(request, list_access), list_access.watchlist.name)


@sign_in_required
@share_required
@require_POST
def copy(request: HttpRequest, list_access: ListAccess) -> HttpResponse:
    with report_refusals(request):
        owner = Visitor.from_request(request).owner
        made = lists.duplicate(list_access.watchlist, owner, list_access.visible_lines())
        return redirect(made)
    return redirect("watchlists")


def _selection(request: HttpRequest, list_access: ListAccess) -> Selection:
    return list_selection(list_access, Visitor.from_request(request), request.GET)
