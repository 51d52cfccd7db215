"""The environment: what can be used is used, what cannot is named with its value and its range."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ImproperlyConfigured

from stock_ticker import env

NAME = "SOME_SETTING"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)


def test_what_is_not_set_or_blank_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (None, "", "  "):
        if value is not None:
            monkeypatch.setenv(NAME, value)
        assert env.text(NAME, "x") == "x"
        assert env.words(NAME, "a b") == ["a", "b"]
        assert env.integer(NAME, 5, 1, 9) == 5
        assert env.switch(NAME, default=True) is True
        assert env.switch(NAME, default=False) is False
        assert env.url(NAME, ("redis",)) == ""
        assert env.token(NAME) == ""


@pytest.mark.parametrize(
    ("value", "read", "found"),
    [
        (" a b ", lambda: env.text(NAME, ""), "a b"),
        (" a, b,,c  d ", lambda: env.words(NAME), ["a", "b", "c", "d"]),
        ("1", lambda: env.integer(NAME, 5, 1, 9), 1),
        (" 9 ", lambda: env.integer(NAME, 5, 1, 9), 9),
        ("Yes", lambda: env.switch(NAME, default=False), True),
        ("TRUE", lambda: env.switch(NAME, default=False), True),
        ("0", lambda: env.switch(NAME, default=True), False),
        ("no", lambda: env.switch(NAME, default=True), False),
        ("redis://x", lambda: env.url(NAME, ("redis", "unix")), "redis://x"),
        (" aZ09._~+/-== ", lambda: env.token(NAME), "aZ09._~+/-=="),
        ("unix:///x", lambda: env.url(NAME, ("redis", "unix")), "unix:///x"),
    ],
)
def test_what_is_set_is_read(
    monkeypatch: pytest.MonkeyPatch, value: str, read: Callable[[], object], found: object
) -> None:
    monkeypatch.setenv(NAME, value)
    assert read() == found


@pytest.mark.parametrize(
    ("value", "read", "message"),
    [
        ("0", lambda: env.integer(NAME, 5, 1, 9), "'0' is not a whole number from 1 to 9"),
        ("10", lambda: env.integer(NAME, 5, 1, 9), "'10' is not a whole number from 1 to 9"),
        ("5.5", lambda: env.integer(NAME, 5, 1, 9), "'5.5' is not a whole number from 1 to 9"),
        ("many", lambda: env.integer(NAME, 5, 0, 9), "'many' is not a whole number from 0 to 9"),
        ("on", lambda: env.switch(NAME, default=True), "'on' is neither 1 nor 0"),
        (
            "localhost:6379",
            lambda: env.url(NAME, ("redis", "unix")),
            "'localhost:6379' does not begin with redis or unix://",
        ),
        (
            "mysql://ann:secret@db.example/wall",
            lambda: env.url(NAME, ("postgres",)),
            "'mysql://…@db.example/wall' does not begin with postgres://",
        ),
    ],
)
def test_what_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, value: str, read: Callable[[], object], message: str
) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured) as error:
        read()
    assert str(error.value) == f"{NAME}={message}"


@pytest.mark.parametrize("value", ["two words", "=", "a=b", "schlüssel", "a\nb", "a,b"])
def test_a_token_that_fits_no_header_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured) as error:
        env.token(NAME)
    assert str(error.value) == (
        f"{NAME} is not a token: letters, digits and -._~+/ only, with = at the end"
    )
