"""Mail: the URL's every part is used, and what cannot be is explained without its password."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from stock_ticker.mail import mail


def test_without_a_server_mail_is_printed() -> None:
    assert mail("").backend.endswith("console.EmailBackend")


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("smtp://mail.example", ("mail.example", 25, "", "", False, False)),
        ("smtp+tls://ann:p%40ss@mail.example", ("mail.example", 587, "ann", "p@ss", True, False)),
        ("smtps://ann%40x:s@[::1]:2465/", ("::1", 2465, "ann@x", "s", False, True)),
    ],
)
def test_a_server(url: str, found: tuple[object, ...]) -> None:
    assert mail(url)[1:] == found


@pytest.mark.parametrize(
    "url", ["smtp://", "smtp://ann:secret@mail:port", "smtp://ann:secret@mail/x", "smtp://mail?x=1"]
)
def test_what_cannot_be_used_is_explained(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="MAIL_URL cannot be read: ") as error:
        mail(url)
    assert "secret" not in str(error.value)
