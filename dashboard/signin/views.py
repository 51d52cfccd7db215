"""The pages of accounts that are ours, or do more than allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.views import SignupView
from django.http import HttpResponse

from dashboard.errors.outages import OUTAGES


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
