"""Alpaca's refusals: docs.alpaca.markets, "WebSocket Stream", errors."""

from __future__ import annotations

from ticker.feeds.base import FeedError
from ticker.feeds.library import RefusedError

KEYS = "are ALPACA_KEY_ID and ALPACA_SECRET_KEY right?"
SUBSCRIPTION = "the subscription does not have this feed; try alpaca://iex"

REFUSALS = {
    401: ("not authenticated", KEYS),
    402: ("auth failed", KEYS),
    405: ("symbol limit exceeded", "name fewer with symbols="),
    409: ("insufficient subscription", SUBSCRIPTION),
    410: ("invalid subscribe action for this feed", SUBSCRIPTION),
    411: ("insufficient scope", KEYS),
}
"""Refusals that last until somebody acts: the server's text by code, and advice."""

TEMPORARY = {
    404: ("auth timeout", ""),
    406: ("connection limit exceeded", "does another process use this key?"),
    407: ("slow client", ""),
    500: ("internal error", ""),
}

REFUSED_STATUSES = {401: KEYS, 403: KEYS}
"""HTTP statuses that refuse for good."""


def refusal_error(code: object, text: str) -> FeedError:
    """The library authenticates and reports the text without the code."""
    for kind, known in ((RefusedError, REFUSALS), (FeedError, TEMPORARY)):
        for number, (words, advice) in known.items():
            if code == number or (code is None and text == words):
                return kind(_message(words, number, advice))
    return FeedError(_message(text[:200], code, ""))


def status_error(status: int) -> FeedError:
    advice = "too many requests" if status == 429 else REFUSED_STATUSES.get(status, "")
    kind = RefusedError if status in REFUSED_STATUSES else FeedError
    return kind(_message("refused", f"HTTP {status}", advice))


def _message(words: str, code: object, advice: str) -> str:
    number = "" if code is None else f" ({code})"
    return f"alpaca: {words}{number}" + (f"; {advice}" if advice else "")
