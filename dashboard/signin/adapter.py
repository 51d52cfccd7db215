"""Differences from allauth's accounts."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

from dashboard.accounts.visitor import session_topic
from dashboard.errors.outages import MailUnavailableError
from dashboard.errors.views import missing_email
from ticker.live.topics import announce


class AccountAdapter(DefaultAccountAdapter):
    def logout(self, request: HttpRequest) -> None:
        """Also tells every open page of the session."""
        key = request.session.session_key
        super().logout(request)
        if key:
            announce(session_topic(key))

    def pre_login(self, request: HttpRequest, user: User, **about: Any) -> HttpResponse | None:
        """A user without an address could never verify it, and would be redirected for ever."""
        if not user.email:
            return missing_email(request)
        response: HttpResponse | None = super().pre_login(request, user, **about)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Raises MailUnavailableError."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # includes all errors of smtplib
            # Nothing was mailed, so the next attempt is not too soon.
            ratelimit.clear(self.request, action="confirm_email", key=email.lower())
            raise MailUnavailableError(str(error) or type(error).__name__) from error
