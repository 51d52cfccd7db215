from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from dashboard.boards.choices import BadChoiceError
from dashboard.errors.views import bad_choices


class ExplainBadChoices:
    """An address that asks for what there is not is answered with 400 and the reasons."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, BadChoiceError):
            return bad_choices(request, list(error.problems))
        return None
