"""The one place that reads the environment. A bad value stops the start with one line that names
the variable."""

from __future__ import annotations

import os
import re

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def words(name: str, default: str = "") -> list[str]:
    """Values separated by commas or spaces."""
    return [word for word in re.split(r"[,\s]+", text(name, default)) if word]


def integer(name: str, default: int, minimum: int, maximum: int) -> int:
    given = text(name, str(default))
    try:
        number = int(given)
    except ValueError:
        number = minimum - 1
    if not minimum <= number <= maximum:
        raise ImproperlyConfigured(
            f"{name}={given!r} is not a whole number from {minimum} to {maximum}"
        )
    return number


def choice(name: str, default: str, options: tuple[str, ...]) -> str:
    """One of the options, in capitals."""
    given = text(name, default)
    if given.upper() not in options:
        raise ImproperlyConfigured(f"{name}={given!r} is none of {', '.join(options)}")
    return given.upper()


def switch(name: str, default: bool) -> bool:
    given = text(name, "1" if default else "0").lower()
    if given not in ("0", "1", "true", "false", "yes", "no"):
        raise ImproperlyConfigured(f"{name}={given!r} is neither 1 nor 0")
    return given in ("1", "true", "yes")


def token(name: str) -> str:
    """A secret for an HTTP header; "" if unset. It is never shown."""
    given = text(name, "")
    if given and not re.fullmatch(r"[A-Za-z0-9._~+/-]+=*", given):
        raise ImproperlyConfigured(
            f"{name} is not a token: letters, digits and -._~+/ only, with = at the end"
        )
    return given


def url(name: str, schemes: tuple[str, ...]) -> str:
    """Returns "" if unset."""
    given = text(name, "")
    if given and not given.startswith(tuple(f"{scheme}://" for scheme in schemes)):
        redacted = re.sub("//.*@", "//…@", given)  # a log is no place for a password
        raise ImproperlyConfigured(
            f"{name}={redacted!r} does not begin with {' or '.join(schemes)}://"
        )
    return given
