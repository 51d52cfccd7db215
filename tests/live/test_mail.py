"""Mail by SMTP, from a server process to a mail server: in the clear, turned to TLS, and by TLS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from tests.support.certificate import Certificate, make_certificate
from tests.support.person import Person
from tests.support.server import Answer, Server, free_port
from tests.support.smtp_server import SmtpServer

CODE = re.compile(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)\r$", re.MULTILINE)
SENDER = "wall@desk.example"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(params=["smtp", "smtp+tls", "smtps"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def smtp(scheme: str, made: Certificate) -> Iterator[SmtpServer]:
    server = SmtpServer(None if scheme == "smtp" else made.context, scheme == "smtps")
    yield server
    server.close()


def sign_up(person: Person, name: str) -> Answer:
    return person.post(
        "/accounts/signup/",
        username=name,
        email=f"{name}@desk.example",
        password1="a long tape of paper",
    )


def as_known(person: Person, answer: Answer) -> Person:
    """The same browser, with the session that the answer gave it."""
    cookies = SimpleCookie(", ".join(answer.headers.get_all("Set-Cookie", [])))
    return Person(person.server, cookies["sessionid"].value)


def test_a_code_that_was_mailed_proves_the_address(
    scheme: str, smtp: SmtpServer, made: Certificate, var_dir: Path
) -> None:
    url = f"{scheme}://wall%40desk:p%3Ass@localhost:{smtp.port}"
    name = f"by-{scheme.replace('+', '-')}"
    server = Server(
        var_dir,
        "simulated://?instruments=30&rate=50",
        MAIL_URL=url,
        MAIL_FROM=SENDER,
        SSL_CERT_FILE=str(made.file),
    )
    stranger = Person(server, "")
    answer = sign_up(stranger, name)
    assert answer.headers["Location"] == "/accounts/confirm-email/", answer.text
    letter = smtp.wait_for_letter()
    assert letter.is_secret == (scheme != "smtp")
    assert (letter.user, letter.password) == ("wall@desk", "p:ss")
    assert (letter.sender, letter.recipients) == (SENDER, [f"{name}@desk.example"])
    assert (letter.mail["From"], letter.mail["To"]) == (SENDER, f"{name}@desk.example")
    code = CODE.search(letter.mail.get_content())
    assert code
    pending = as_known(stranger, answer)
    proved = pending.post("/accounts/confirm-email/", code=code[1])
    assert f"</span>{name}</a>" in as_known(pending, proved).get("/").text
    server.stop()


@pytest.mark.parametrize("scheme", ["smtp+tls", "smtps"], indirect=True)
def test_a_server_for_which_nobody_vouches_is_told_no_code(
    scheme: str, smtp: SmtpServer, var_dir: Path
) -> None:
    server = Server(
        var_dir,
        "simulated://?instruments=30&rate=50",
        MAIL_URL=f"{scheme}://a:b@localhost:{smtp.port}",
    )
    assert sign_up(Person(server, ""), "unheard").status == 503
    server.wait_for("CERTIFICATE_VERIFY_FAILED")
    server.stop()


def test_who_signs_up_while_mail_is_away_is_told_and_can_when_it_is_back(var_dir: Path) -> None:
    port = free_port()
    server = Server(
        var_dir, "simulated://?instruments=30&rate=50", MAIL_URL=f"smtp://wall:x@localhost:{port}"
    )
    stranger = Person(server, "")
    answer = sign_up(stranger, "late")
    assert answer.status == 503
    assert "The mail could not be sent" in answer.text
    server.wait_for("ERROR dashboard.errors.middleware: mail was not sent: [Errno")
    smtp = SmtpServer(port=port)
    try:
        assert sign_up(stranger, "late").status == 302
        assert smtp.wait_for_letter().recipients == ["late@desk.example"]
    finally:
        smtp.close()
    server.stop()
