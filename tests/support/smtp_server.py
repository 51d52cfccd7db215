"""A mail server of a test's own: SMTP with STARTTLS and AUTH PLAIN, as much as a client needs."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from queue import Queue
from typing import NamedTuple

from tests.support.server import PATIENCE


class Letter(NamedTuple):
    is_secret: bool
    """Whether it came by TLS."""
    user: str
    password: str
    sender: str
    recipients: list[str]
    mail: EmailMessage


class SmtpServer:
    """Listens from its making on; with ``tls``, who is to log in must turn to it first, or by
    ``is_implicit`` begin with it."""

    def __init__(
        self, tls: ssl.SSLContext | None = None, is_implicit: bool = False, port: int = 0
    ) -> None:
        self.tls, self.is_implicit = tls, is_implicit
        self._letters: Queue[Letter] = Queue()
        self._listener = _Listener(("localhost", port), _Session)
        self._listener.owner = self
        self.port: int = self._listener.server_address[1]
        self._thread = threading.Thread(target=self._listener.serve_forever)
        self._thread.start()

    def accept(self, letter: Letter) -> None:
        self._letters.put(letter)

    def wait_for_letter(self) -> Letter:
        """The next one, once it has come."""
        return self._letters.get(timeout=PATIENCE)

    def close(self) -> None:
        self._listener.shutdown()
        self._thread.join()
        self._listener.server_close()


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    owner: SmtpServer


class _Session(socketserver.StreamRequestHandler):
    server: _Listener
    request: ssl.SSLSocket

    def setup(self) -> None:
        self.is_secret, self.user, self.password = False, "", ""
        if self.server.owner.is_implicit:
            self._turn_to_tls()
        super().setup()

    def _turn_to_tls(self) -> None:
        assert self.server.owner.tls
        self.request = self.server.owner.tls.wrap_socket(self.request, server_side=True)
        self.is_secret = True

    def handle(self) -> None:
        self._say("220 localhost")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            verb, _, rest = line.partition(" ")
            answer = getattr(self, f"_{verb.lower()}", self._unknown)
            answer(rest)
            if verb == "quit":
                return

    def finish(self) -> None:
        super().finish()
        self.request.close()  # the listener closes only what it accepted, and TLS took that over

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def _unknown(self, _: str) -> None:
        self._say("502 that is not spoken here")

    def _ehlo(self, _: str) -> None:
        self.sender, self.recipients = "", list[str]()
        must_turn = self.server.owner.tls and not self.is_secret
        self._say("250-localhost", "250 STARTTLS" if must_turn else "250 AUTH PLAIN")

    def _starttls(self, _: str) -> None:
        self._say("220 go on")
        self._turn_to_tls()
        super().setup()

    def _auth(self, rest: str) -> None:
        _, self.user, self.password = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")
        self._say("235 welcome")

    def _mail(self, rest: str) -> None:
        self.sender = _address(rest) if self.user else ""
        self._say("250 ok" if self.user else "530 log in first")

    def _rcpt(self, rest: str) -> None:
        self.recipients.append(_address(rest))
        self._say("250 ok" if self.sender else "503 from whom?")

    def _data(self, _: str) -> None:
        self._say("354 go on")
        text = b""
        while (line := self.rfile.readline()) != b".\r\n":
            text += line.removeprefix(b".")
        mail = message_from_bytes(text, policy=policy.default)
        letter = Letter(
            self.is_secret, self.user, self.password, self.sender, self.recipients, mail
        )
        self.server.owner.accept(letter)
        self._say("250 taken")

    def _rset(self, _: str) -> None:
        self._say("250 ok")

    def _quit(self, _: str) -> None:
        self._say("221 goodbye")


def _address(argument: str) -> str:
    """What stands between < and > of "FROM:<a@b.example> size=9"."""
    return argument.partition("<")[2].partition(">")[0]
