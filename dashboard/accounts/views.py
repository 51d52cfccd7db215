"""The pages of accounts that are ours, or do more than allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.views import SignupView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dashboard.accounts.preferencesform import PreferencesForm
from dashboard.accounts.visitor import Visitor
from dashboard.errors.outages import OUTAGES
from dashboard.watchlists.back import posted


class SignUp(SignupView):
    def form_valid(self, form: Any) -> HttpResponse:
        """Whoever could not be mailed to is not signed up: their name is free for the next try. A
        transaction would hold SQLite's one lock for as long as the mail server takes."""
        try:
            response: HttpResponse = super().form_valid(form)
        except OUTAGES:
            if user := getattr(self, "user", None):
                user.delete()
            raise
        return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def preferences(request: HttpRequest) -> HttpResponse:
    form = PreferencesForm(Visitor.of_request(request), posted(request))
    if form.is_valid():
        form.save()
        messages.success(request, "Saved. Pages that are open stay as they are until loaded again.")
        return redirect("preferences")
    return render(request, "accounts/preferences.html", {"form": form})
