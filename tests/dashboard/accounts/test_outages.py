"""A mail server or a Redis that is away: people are told so, and nothing is left half done."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from redis.exceptions import RedisError

from dashboard.signin.adapter import AccountAdapter
from tests.dashboard.accounts.entering import ADDRESS, ANN, newest_code, said, sign_in
from tests.support.server import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mirror")]


class MailServer:
    """One whose port nobody listens on while it is away."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._backend = settings.EMAIL_BACKEND

    def leave(self) -> None:
        cache.clear()  # a code is mailed once in 10 s
        self._settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        self._settings.EMAIL_HOST, self._settings.EMAIL_PORT = "localhost", free_port()

    def come_back(self) -> None:
        self._settings.EMAIL_BACKEND = self._backend


@pytest.fixture
def mail_server(settings: Settings) -> MailServer:
    return MailServer(settings)


def test_who_signs_up_while_mail_is_away_can_do_so_later(mail_server: MailServer) -> None:
    client = Client()
    mail_server.leave()
    answer = client.post(reverse("account_signup"), ANN)
    assert answer.status_code == 503
    assert "The mail could not be sent" in said(answer)
    assert not User.objects.exists()
    mail_server.come_back()
    assert client.post(reverse("account_signup"), ANN).status_code == 302
    client.post(reverse("account_email_verification_sent"), {"code": newest_code()})
    assert "_auth_user_id" in client.session


def test_who_signs_in_to_prove_the_address_is_told_too(mail_server: MailServer) -> None:
    Client().post(reverse("account_signup"), ANN)
    mail_server.leave()
    client, answer = sign_in("ann")
    assert (answer.status_code, dict(client.session)) == (503, {})
    assert User.objects.count() == 1


def test_another_code_that_was_not_mailed_leaves_the_first(mail_server: MailServer) -> None:
    client = Client()
    client.post(reverse("account_signup"), ANN)
    code = newest_code()
    mail_server.leave()
    page = reverse("account_email_verification_sent")
    assert client.post(page, {"action": "resend"}).status_code == 503
    client.post(page, {"code": code})
    assert "_auth_user_id" in client.session


def test_an_address_that_was_not_mailed_to_is_not_added(
    ann: Client, mail_server: MailServer
) -> None:
    mail_server.leave()
    answer = ann.post(reverse("account_email"), {"email": "b@b.example", "action_add": ""})
    assert answer.status_code == 503
    assert [each.email for each in EmailAddress.objects.all()] == [ADDRESS]
    assert "b@b.example" not in said(ann.get(reverse("account_email")))


def test_strangers_learn_nothing_from_it(ann: Client, mail_server: MailServer) -> None:
    mail_server.leave()
    pages = {"account_signup": {**ANN, "username": "b"}, "account_reset_password": {}}
    for page, fields in pages.items():
        known, unknown = (
            Client().post(reverse(page), {**fields, "email": email})
            for email in (ADDRESS, "no@no.example")
        )
        assert known.status_code == unknown.status_code == 503
        assert said(known) == said(unknown)
    assert User.objects.count() == 1


@pytest.fixture
def redis_is_away(settings: Settings) -> None:
    backend = "django.core.cache.backends.redis.RedisCache"
    location = f"redis://localhost:{free_port()}"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": location}}


def test_nobody_signs_in_uncounted(ann: Client, redis_is_away: None) -> None:
    client, answer = sign_in("ann")
    assert (answer.status_code, dict(client.session)) == (503, {})
    assert "tried too often" in said(answer)
    assert client.get(reverse("account_login")).status_code == 200
    assert ann.get(reverse("account_email")).status_code == 200


def test_who_signs_up_while_redis_goes_away_can_do_so_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def send_mail(*_: object) -> None:
        raise RedisError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(AccountAdapter, "send_mail", send_mail)
        assert Client().post(reverse("account_signup"), ANN).status_code == 503
    assert not User.objects.exists()
    cache.clear()
    assert Client().post(reverse("account_signup"), ANN).status_code == 302
