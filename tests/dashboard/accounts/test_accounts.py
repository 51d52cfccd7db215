"""Accounts: who signs up proves an address and signs in; strangers learn nothing."""

from __future__ import annotations

import re
import time

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from dashboard.accounts.context import PAGES
from tests.dashboard.accounts.entering import (
    ADDRESS,
    ANN,
    CODE,
    PASSWORD,
    said,
    sign_in,
)
from tests.support.authenticator import current_code
from tests.support.markup import parse
from ticker.live.mirror import Mirror

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mirror")]


@pytest.mark.parametrize("login", ["ann", "ANN", ADDRESS, "Ann@Desk.example"])
def test_one_signs_in_by_name_or_by_address(ann: Client, login: str) -> None:
    client, answer = sign_in(login)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"
    assert "Account of ann" in said(client.get("/"))


def test_who_is_not_signed_in_is_offered_to(client: Client) -> None:
    links = {each.get("href") for each in parse(client.get("/").content.decode()).iter("a")}
    assert reverse("account_login") in links


def test_before_the_address_is_proved_nobody_is_in() -> None:
    client = Client()
    client.post(reverse("account_signup"), ANN)
    assert "_auth_user_id" not in client.session
    cache.clear()  # a code is mailed once in 10 s
    _, answer = sign_in("ann")
    assert answer.headers["Location"] == reverse("account_email_verification_sent")


def test_sign_out_is_a_post(ann: Client) -> None:
    ann.get(reverse("account_logout"))
    assert "_auth_user_id" in ann.session
    ann.post(reverse("account_logout"))
    assert "_auth_user_id" not in ann.session


def test_a_second_factor_is_asked_for_once_there_is_one(
    ann: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)  # a code is good for half a minute
    ann.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    form = parse(ann.get(reverse("mfa_activate_totp")).content.decode())
    secret = next(each for each in form.iter("input") if each.get("id") == "authenticator_secret")
    code = current_code(secret.get("value", ""))
    assert ann.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    client, answer = sign_in("ann")
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "_auth_user_id" not in client.session
    cache.clear()  # a code is good for one sign-in
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert "_auth_user_id" in client.session


def test_a_form_from_elsewhere_is_refused() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("account_signup"), ANN)
    assert (answer.status_code, "This form has expired" in said(answer)) == (403, True)
    assert not User.objects.exists()


def test_a_password_is_reset_by_mail(ann: Client) -> None:
    stranger = Client()
    stranger.post(reverse("account_reset_password"), {"email": ADDRESS})
    link = re.search(r"http://\S+", str(mail.outbox[-1].body))
    assert link
    form = stranger.get(link[0], follow=True)
    stranger.post(
        form.request["PATH_INFO"], dict.fromkeys(("password1", "password2"), PASSWORD + " anew")
    )
    assert sign_in("ann")[1].status_code == 200
    assert sign_in("ann", PASSWORD + " anew")[1].status_code == 302


@pytest.mark.parametrize("password", ["short", "ann@desk.example", "12345678901234", "password123"])
def test_a_weak_password_is_explained(password: str) -> None:
    answer = Client().post(reverse("account_signup"), {**ANN, "password1": password})
    assert answer.status_code == 200
    assert "password" in said(answer)
    assert not User.objects.exists()


class TestStrangersLearnNothing:
    def test_from_a_failed_sign_in(self, ann: Client) -> None:
        known, unknown = sign_in("ann", "wrong")[1], sign_in("bob", "wrong")[1]
        assert said(known).replace("ann", "bob") == said(unknown)
        assert "not correct" in said(known)

    def test_from_a_sign_up_with_a_known_address(self, ann: Client) -> None:
        cache.clear()
        fresh, known = Client(), Client()
        one = fresh.post(
            reverse("account_signup"), {**ANN, "username": "b", "email": "b@b.example"}
        )
        other = known.post(reverse("account_signup"), {**ANN, "username": "c"})
        assert one.headers["Location"] == other.headers["Location"]
        assert mail.outbox[-1].to == [ADDRESS]
        assert not CODE.search(str(mail.outbox[-1].body))

    def test_from_a_reset(self, ann: Client) -> None:
        known = Client().post(reverse("account_reset_password"), {"email": ADDRESS})
        unknown = Client().post(reverse("account_reset_password"), {"email": "no@no.example"})
        assert known.headers["Location"] == unknown.headers["Location"]


def test_who_tries_too_often_is_told_to_wait(ann: Client) -> None:
    answers = [sign_in("ann", f"wrong {number}")[1] for number in range(7)]
    assert "Too many failed login attempts" in said(answers[-1])
    assert sign_in("ann")[1].status_code == 200
    flood = [Client().get(reverse("account_reset_password")) for _ in range(3)]
    assert {each.status_code for each in flood} == {200}
    posts = [
        Client().post(reverse("account_reset_password"), {"email": f"{number}@b.example"})
        for number in range(21)
    ]
    assert posts[-1].status_code == 429
    assert "tried too often" in said(posts[-1])


@pytest.mark.parametrize(
    "name",
    [
        *PAGES,
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "account_reauthenticate",
    ],
)
def test_a_page_of_the_account_has_our_look(ann: Client, name: str) -> None:
    answer = ann.get(reverse(name) + "?theme=dark", follow=True)
    page = parse(answer.content.decode()).find(".//*[@id='page']")
    assert page is not None
    assert page.find(".//nav") is not None
    assert 'style="' not in answer.content.decode()


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_of_the_account_asks_strangers_to_sign_in(client: Client, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    wanted = "/" if name == "account_logout" else reverse("account_login")
    assert answer.headers["Location"].partition("?")[0] == wanted


def test_the_look_of_an_address_is_kept(client: Client, mirror: Mirror) -> None:
    answer = client.get(reverse("account_login") + "?theme=dark")
    assert answer.status_code == 200
    assert 'data-theme="dark"' in answer.content.decode()
    assert 'href="/?theme=dark"' in answer.content.decode()


def test_staff_sign_in_by_the_same_door(client: Client) -> None:
    answer = client.get("/admin/")
    assert answer.status_code == 302
    answer = client.get(answer.headers["Location"])
    assert answer.headers["Location"].partition("?")[0] == reverse("account_login")


def test_staff_without_an_address_are_told_what_to_do() -> None:
    User.objects.create_superuser("root", "", PASSWORD)
    answer = sign_in("root")[1]
    assert answer.status_code == 403
    assert "no e-mail address" in said(answer)
    assert "createsuperuser, with an address" in said(answer)
