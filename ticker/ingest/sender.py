"""The sender: posts lines to a server's /ingest/, in requests of a bounded size."""

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
"""Seconds before a request is sent again, where the server does not say it."""

MOST_ATTEMPTS = 12
"""Of one request in a row without any line taken: about four minutes."""

TOO_MANY = 429
LATER = {408, TOO_MANY, 502, 503, 504}
"""Answers after which the same may be sent again: those of a proxy, too."""

TIMEOUT = 90.0
"""Seconds for an answer."""

Say = Callable[[str], None]


class SendError(Exception):
    """It is of no use to go on; the message says why."""


class _Answer(NamedTuple):
    """``said`` is its JSON; what is not from /ingest/ itself has none."""

    status: int
    said: dict[str, Any]
    wait: float


class Sender:
    """``accepted`` and ``rejected`` count lines; ``say`` is told of each bad one that is named, and
    of what has to be waited for."""

    def __init__(self, url: str, token: str, say: Say) -> None:
        """Raises SendError for an address that is none."""
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
        self.accepted = self.rejected = self._line = 0

    def send(self, lines: list[bytes]) -> None:
        """Until each of them has its verdict. Raises SendError."""
        backoff, attempts = Backoff(FIRST_DELAY), 0
        while lines:
            answer = self._post(b"".join(lines))
            done = self._count(answer.said)
            if done:
                attempts = 0
                backoff.reset()
            lines = lines[done:]
            if answer.status == 202:
                return
            if answer.status != TOO_MANY:  # which is how a long file is slowed down
                self._say(f"{answer.status}: {answer.said.get('error', 'no word of why')}")
            if answer.status not in LATER:
                raise SendError(f"line {self._line + 1} and what follows was not sent")
            attempts += 1
            if attempts == MOST_ATTEMPTS:
                raise SendError(f"gave up at line {self._line + 1}")
            time.sleep(answer.wait or backoff.take())

    def close(self) -> None:
        self._connection.close()

    def _post(self, body: bytes) -> _Answer:
        try:
            self._connection.request("POST", PATH, body, self._headers)
            response = self._connection.getresponse()
            return _Answer(response.status, _json(response.read()), _wait(response))
        except ConnectionRefusedError as error:
            return self._failed(str(error.strerror))
        except socket.gaierror as error:
            raise SendError(f"{self._connection.host}: {error.strerror}") from None
        except (OSError, HTTPException) as error:
            return self._failed(f"the connection was lost ({error}); what may be in is sent again")

    def _failed(self, why: str) -> _Answer:
        self._connection.close()
        return _Answer(503, {"error": why}, 0)

    def _count(self, said: dict[str, Any]) -> int:
        """How many lines have their verdict."""
        for bad in said.get("bad_lines", ()):
            number = self._line + bad["line"]
            self._say(f"line {number}: {bad['reason']} {bad['detail']}".rstrip())
        rejected = sum(said.get("rejected", {}).values())
        if more := rejected - len(said.get("bad_lines", ())):
            self._say(f"and {more} more")
        self.accepted += said.get("accepted", 0)
        self.rejected += rejected
        done: int = said.get("lines", 0)
        self._line += done
        return done


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _wait(response: HTTPResponse) -> float:
    given = response.headers.get("Retry-After", "")
    return float(given) if given.isdecimal() else 0.0
