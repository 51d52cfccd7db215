"""The database: SQLite in a file, or the PostgreSQL server that a URL names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

CONNECT_TIMEOUT = 5
"""Seconds in which a PostgreSQL server must answer."""


def database(url: str, file: Path) -> dict[str, Any]:
    """Django's settings for the server at ``url``; where that is "", for the SQLite ``file``.

    Raises ImproperlyConfigured. What it says never has the URL in it, which may hold a password.
    """
    return _postgres(url) if url else _sqlite(file)


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL;", "transaction_mode": "IMMEDIATE"},
    }


def _postgres(url: str) -> dict[str, Any]:
    # Each request may have a thread of its own here, so a connection that is kept would be found by
    # none: Django advises against it with ASGI. Ticks ask it nothing, and open pages of people who
    # are signed in are asked about fifty at a time: a pool would gain little, and psycopg's
    # would be one more package.
    try:
        settings = dj_database_url.parse(url, conn_max_age=0, conn_health_checks=True)
    except ValueError:
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read: write postgres://user:password@host:port/name, with % "
            "before the code of whatever is special in a password"
        ) from None
    if not settings["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL names no database: it ends with /name")
    options = {"connect_timeout": CONNECT_TIMEOUT, **settings.get("OPTIONS", {})}
    _check(options)
    return {**settings, "OPTIONS": options}


def _check(options: dict[str, Any]) -> None:
    # An installation on SQLite need not load it.
    from psycopg import ProgrammingError
    from psycopg.conninfo import make_conninfo

    try:
        make_conninfo(**options)
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"DATABASE_URL: after the ?: {str(error).strip()}") from None
