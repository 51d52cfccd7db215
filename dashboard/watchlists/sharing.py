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
from dashboard.boards.page import page
from dashboard.boards.selection import Selection
from dashboard.choices.choices import OwnChoicesForm
from dashboard.forms.back import explained, posted
from dashboard.watchlists import access, limits, lists
from dashboard.watchlists.access import Sight
from dashboard.watchlists.forms import ShareForm
from dashboard.watchlists.models import Share, Watchlist
from dashboard.watchlists.own import own, signed_in
from dashboard.watchlists.selection import selection
from ticker.live.close_codes import Refused
from ticker.live.topics import announce


@own
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest, watchlist: Watchlist) -> HttpResponse:
    form = ShareForm(posted(request))
    if form.is_valid():
        if watchlist.shares.count() < limits.LINKS:
            Share.fresh(watchlist, **form.cleaned_data).save()
        else:
            messages.error(request, f"A list may have {limits.LINKS} links. Revoke one first.")
        return redirect("watchlist_links", watchlist.pk)
    addresses = [(share, _address(request, share)) for share in watchlist.shares.all()]
    context = {"watchlist": watchlist, "form": form, "links": addresses}
    return render(request, "watchlists/links.html", context)


def _address(request: HttpRequest, share: Share) -> str:
    if not share.is_readable:
        return ""
    return request.build_absolute_uri(reverse("shared", args=[share.token]))


@own
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


def by_link(view: Callable[[HttpRequest, Sight], HttpResponse]) -> Callable[..., HttpResponse]:
    """Look up the list behind a link before the method is checked."""

    @wraps(view)
    def found(request: HttpRequest, token: str) -> HttpResponse:
        try:
            response = view(request, access.shared(token))
        except Refused:
            raise Http404("There is no such list, or it is no longer shared.") from None
        add_never_cache_headers(response)
        return response

    return found


@by_link
@require_safe
def shared(request: HttpRequest, sight: Sight) -> HttpResponse:
    token = request.resolver_match.kwargs["token"] if request.resolver_match else ""
    return page(
        request,
        "watchlists/shared.html",
        _selection(request, sight),
        f"/ws/ticker/shared/{token}/",
        OwnChoicesForm,
        token=token,
    )


@by_link
@require_safe
def shared_json(request: HttpRequest, sight: Sight) -> HttpResponse:
    return json_file(_selection(request, sight))


@by_link
@require_safe
def shared_csv(request: HttpRequest, sight: Sight) -> HttpResponse:
    return csv_file(_selection(request, sight), sight.watchlist.name)


@signed_in
@by_link
@require_POST
def copy(request: HttpRequest, sight: Sight) -> HttpResponse:
    with explained(request):
        owner = Visitor.of_request(request).owner
        made = lists.duplicate(sight.watchlist, owner, sight.lines())
        return redirect(made)
    return redirect("watchlists")


def _selection(request: HttpRequest, sight: Sight) -> Selection:
    return selection(sight, Visitor.of_request(request), request.GET)
