"""Mail: to the console, or through the SMTP server of a URL."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
"""Ports by scheme: plain, STARTTLS, TLS from the start."""

TIMEOUT = 10
"""Seconds in which a mail server must answer: a page waits for it."""


UNREADABLE = (
    "MAIL_URL cannot be read: write smtp+tls://user:password@host:port, with % before the code of "
    "whatever is special in a password"
)


class Mail(NamedTuple):
    """Values for Django's settings of the same names with the prefix EMAIL."""

    backend: str = "django.core.mail.backends.console.EmailBackend"
    host: str = ""
    port: int = 0
    host_user: str = ""
    host_password: str = ""
    use_tls: bool = False
    use_ssl: bool = False


def mail(url: str) -> Mail:
    """Settings for the server at ``url``; mail is printed if ``url`` is "".

    Raises ImproperlyConfigured. Its message never contains the URL, which may hold a password.
    """
    if not url:
        return Mail()
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ImproperlyConfigured(UNREADABLE) from None
    if not host or parts.path.strip("/") or parts.query:
        raise ImproperlyConfigured(UNREADABLE)
    return Mail(
        "django.core.mail.backends.smtp.EmailBackend",
        host,
        port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        use_tls=parts.scheme == "smtp+tls",
        use_ssl=parts.scheme == "smtps",
    )
