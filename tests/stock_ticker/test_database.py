"""Which database: SQLite in a file, or what the URL names; a URL of no use is one clear error."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from stock_ticker.database import database


def test_without_a_url_it_is_sqlite_in_the_file() -> None:
    settings = database("", Path("db.sqlite3"))
    assert (settings["ENGINE"], settings["NAME"]) == (
        "django.db.backends.sqlite3",
        Path("db.sqlite3"),
    )
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_url_is_a_postgresql_server(scheme: str) -> None:
    settings = database(f"{scheme}://ann:p%40ss@db.example:5433/wall?sslmode=require", Path())
    names = ("ENGINE", "HOST", "PORT", "USER", "PASSWORD", "NAME", "OPTIONS", "CONN_MAX_AGE")
    assert [settings[name] for name in names] == [
        "django.db.backends.postgresql",
        "db.example",
        5433,
        "ann",
        "p@ss",
        "wall",
        {"connect_timeout": 5, "sslmode": "require"},
        0,
    ]
    assert settings["CONN_HEALTH_CHECKS"]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgres://ann:secret@db.example", "names no database"),
        ("postgres://ann:secret@db.example/", "names no database"),
        ("postgres://ann:secret@db.example:port/wall", "cannot be read"),
        ("postgres://ann:secret@db.example:99999/wall", "cannot be read"),
        ("postgres://ann:secret@[::1/wall", "cannot be read"),
        ("postgres://ann:secret@db.example/wall?colour=blue", 'invalid connection option "colour"'),
    ],
)
def test_a_url_of_no_use_is_said_without_its_password(url: str, says: str) -> None:
    with pytest.raises(ImproperlyConfigured) as error:
        database(url, Path())
    assert says in str(error.value)
    assert "DATABASE_URL" in str(error.value)
    assert "secret" not in str(error.value)
    assert "\n" not in str(error.value)
