from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

from dashboard.choices.choices import BadChoiceError
from dashboard.errors.outages import MailUnavailableError
from dashboard.errors.views import bad_choices, mail_unavailable, rate_limits_unavailable

logger = logging.getLogger(__name__)


class ErrorMiddleware:
    """Turns bad choices into a 400 with reasons, and outages of mail and Redis into a 503 with one
    line in the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        match error:
            case BadChoiceError():
                return bad_choices(request, list(error.problems))
            case MailUnavailableError():
                logger.error("mail was not sent: %s", error)
                return mail_unavailable(request)
            case RedisError():
                logger.error("who tries too often was not counted: %s", error)
                return rate_limits_unavailable(request)
        return None
