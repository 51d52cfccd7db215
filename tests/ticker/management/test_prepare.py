"""Preparing an installation: everything a server needs, in one command."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from ticker.market.instruments import CSV_FILE, read_definitions
from ticker.models import Instrument


@pytest.mark.django_db
def test_prepares_the_database_and_the_static_files(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=tmp_path):
        call_command("prepare")
    assert "ticker_instrument" in connection.introspection.table_names()
    assert Instrument.objects.count() == len(read_definitions(CSV_FILE))
    collected = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert {"stock_ticker.css", "htmx/htmx.min.js", "htmx/ext/hx-ws.min.js"} <= collected
    assert "staticfiles.json" in collected
