"""Authentication: what the head of a request must say before its body is read."""

from __future__ import annotations

import logging
from typing import Any

from django.db import Error

from ticker.ingest import token
from ticker.ingest.answer import Answer, RequestRefused
from ticker.ingest.source import Source
from ticker.store.database import one_line, run_in_db_thread

CONTENT_TYPE = "application/x-ndjson"

INVALID_TOKEN = Answer(
    401,
    "send the header `Authorization: Bearer` with a valid token after it",
    header=(b"www-authenticate", b"Bearer"),
)
RETRY_DELAY = 5.0
"""Seconds after which the database may be asked again."""

logger = logging.getLogger(__name__)


class Authentication:
    """Raises Refused."""

    def __init__(self, scope: dict[str, Any]) -> None:
        if scope["method"] != "POST":
            raise RequestRefused(Answer(405, "send it by POST", header=(b"allow", b"POST")))
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        self._headers = {name: value.decode("latin-1").strip() for name, value in headers}
        scheme, _, given = self._headers.get(b"authorization", "").partition(" ")
        # Without a token it takes as long as with a wrong one.
        self._digest = token.digest(given.strip() if scheme.lower() == "bearer" else "")

    async def read_source(self) -> Source:
        """Reads the database every time."""
        try:
            source = await run_in_db_thread(token.find_source, self._digest)
        except Error as error:
            logger.error("tokens cannot be read: %s", one_line(error))
            raise RequestRefused(Answer(503, "tokens cannot be read now", RETRY_DELAY)) from None
        if source is None:
            raise RequestRefused(INVALID_TOKEN)
        return source

    def check_content_type(self) -> None:
        content_type = self._headers.get(b"content-type", "").partition(";")[0].strip().lower()
        if content_type != CONTENT_TYPE:
            raise RequestRefused(Answer(415, f"send it with Content-Type: {CONTENT_TYPE}"))
        if self._headers.get(b"content-encoding", "identity").lower() != "identity":
            raise RequestRefused(Answer(415, "send it as it is, without a Content-Encoding"))

    @property
    def content_length(self) -> int:
        """The declared length of the body in bytes; 0 if not declared."""
        text = self._headers.get(b"content-length", "")
        return int(text) if text.isdecimal() and len(text) < 20 else 0
