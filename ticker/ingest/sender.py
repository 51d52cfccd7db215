"""The sender: posts lines to a server's /ingest/ in requests of limited size."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ticker.feeds.backoff import Backoff
from ticker.ingest.body import PATH

FIRST_DELAY = 0.5
"""Seconds before a retry, if the server names none."""

MOST_ATTEMPTS = 12
"""Consecutive attempts without any line taken: about four minutes."""

TOO_MANY = 429
RETRY_STATUSES = {408, TOO_MANY, 502, 503, 504}
"""Answers after which the same may be sent again, those of proxies included."""

TIMEOUT = 90.0
"""Seconds for an answer."""

Say = Callable[[str], None]


class SendError(Exception):
    """Continuing is useless; the message says why."""


class _Answer(NamedTuple):
    """``content`` is its JSON; empty unless /ingest/ itself answered."""

    status: int
    content: dict[str, Any]
    retry_after: float


class Sender:
    """``accepted`` and ``rejected`` count lines; ``say`` gets a message for each named bad line and
    each wait."""

    def __init__(self, url: str, token: str, say: Say) -> None:
        """Raises SendError for a bad address."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise SendError(f"{url}: {error}") from None
        if parts.scheme not in ("http", "https") or not host or parts.path.strip("/"):
            raise SendError(
                f"{url!r} is not the address of a server, such as http://localhost:8000"
            )
        connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = connect(host, port, timeout=TIMEOUT)
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/x-ndjson",
        }
        self._say = say
        self.accepted = self.rejected = self._lines_done = 0

    def send(self, lines: list[bytes]) -> None:
        """Returns when every line has its verdict. Raises SendError."""
        backoff, attempts = Backoff(FIRST_DELAY), 0
        while lines:
            answer = self._post(b"".join(lines))
            done = self._count(answer.content)
            if done:
                attempts = 0
                backoff.reset()
            lines = lines[done:]
            if answer.status == 202:
                return
            if answer.status != TOO_MANY:  # the usual answer that slows down a long file
                self._say(f"{answer.status}: {answer.content.get('error', 'no word of why')}")
            if answer.status not in RETRY_STATUSES:
                raise SendError(f"line {self._lines_done + 1} and what follows was not sent")
            attempts += 1
            if attempts == MOST_ATTEMPTS:
                raise SendError(f"gave up at line {self._lines_done + 1}")
            time.sleep(answer.retry_after or backoff.take())

    def close(self) -> None:
        self._connection.close()

    def _post(self, body: bytes) -> _Answer:
        try:
            self._connection.request("POST", PATH, body, self._headers)
            response = self._connection.getresponse()
            return _Answer(response.status, _json(response.read()), _retry_after(response))
        except ConnectionRefusedError as error:
            return self._failed_answer(str(error.strerror))
        except socket.gaierror as error:
            raise SendError(f"{self._connection.host}: {error.strerror}") from None
        except (OSError, HTTPException) as error:
            return self._failed_answer(
                f"the connection was lost ({error}); what may be in is sent again"
            )

    def _failed_answer(self, problem: str) -> _Answer:
        self._connection.close()
        return _Answer(503, {"error": problem}, 0)

    def _count(self, content: dict[str, Any]) -> int:
        """How many lines have their verdict."""
        for bad in content.get("bad_lines", ()):
            number = self._lines_done + bad["line"]
            self._say(f"line {number}: {bad['reason']} {bad['detail']}".rstrip())
        rejected = sum(content.get("rejected", {}).values())
        if more := rejected - len(content.get("bad_lines", ())):
            self._say(f"and {more} more")
        self.accepted += content.get("accepted", 0)
        self.rejected += rejected
        done: int = content.get("lines", 0)
        self._lines_done += done
        return done


def _json(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _retry_after(response: HTTPResponse) -> float:
    given = response.headers.get("Retry-After", "")
    return float(given) if given.isdecimal() else 0.0
