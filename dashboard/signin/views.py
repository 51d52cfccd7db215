"""Account pages that do more than allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.views import SignupView
from django.http import HttpResponse

from dashboard.errors.outages import OUTAGES


class SignUpView(SignupView):
    def form_valid(self, form: Any) -> HttpResponse:
        """If the mail fails the user is deleted, so the name is free again. A transaction would
        hold SQLite's only lock while the mail server answers."""
        try:
            response: HttpResponse = super().form_valid(form)
        except OUTAGES:
            if user := getattr(self, "user", None):
                user.delete()
            raise
        return response
