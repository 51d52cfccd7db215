"""The database: SQLite in a file, or the PostgreSQL server of a URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

CONNECT_TIMEOUT = 5
"""Seconds in which a PostgreSQL server must answer."""


def database(url: str, file: Path) -> dict[str, Any]:
    """Django's settings for the server at ``url``; for the SQLite ``file`` if ``url`` is "".

    Raises ImproperlyConfigured. Its message never contains the URL, which may hold a password.
    """
    return _postgres(url) if url else _sqlite(file)


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL;", "transaction_mode": "IMMEDIATE"},
    }


def _postgres(url: str) -> dict[str, Any]:
    # With ASGI each request may have its own thread, which would never find a persistent
    # connection; Django advises against them. Ticks use no database, and open pages of signed-in
    # users are checked fifty at a time: a pool would gain little, and psycopg's would be one more
    # package.
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
    _check_options(options)
    return {**settings, "OPTIONS": options}


def _check_options(options: dict[str, Any]) -> None:
    # Installations on SQLite need not load it.
    from psycopg import ProgrammingError
    from psycopg.conninfo import make_conninfo

    try:
        make_conninfo(**options)
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"DATABASE_URL: after the ?: {str(error).strip()}") from None
