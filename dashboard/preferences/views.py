"""The preferences page."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dashboard.accounts.visitor import Visitor
from dashboard.forms.redirects import post_data
from dashboard.preferences.form import PreferencesForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def preferences(request: HttpRequest) -> HttpResponse:
    form = PreferencesForm(Visitor.from_request(request), post_data(request))
    if form.is_valid():
        form.save()
        messages.success(request, "Saved. Pages that are open stay as they are until loaded again.")
        return redirect("preferences")
    return render(request, "accounts/preferences.html", {"form": form})
