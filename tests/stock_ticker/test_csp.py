"""The content security policy is on everything this server answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from ticker.live.hub import Hub
from ticker.market.instruments import Universe
from ticker.web.process import process

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


@pytest.fixture
def client(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Of a server without instruments and with one static file."""
    static = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": static}}
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "look.css").write_text("p {}")
    universe = Universe([])
    monkeypatch.setitem(process.__dict__, "universe", universe)
    monkeypatch.setitem(process.__dict__, "hub", Hub(universe))
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/boards/all.json", 200),
        ("/boards/all.csv", 200),
        ("/healthz", 200),
        ("/static/look.css", 200),
        ("/?sort=nonsense", 400),
        ("/no-such-page/", 404),
        ("/static/none.css", 404),
        ("/admin/", 302),
    ],
)
@pytest.mark.django_db
def test_every_answer_has_it(client: Client, path: str, status: int) -> None:
    response = client.get(path)
    response.close()
    assert response.status_code == status
    assert response.headers["Content-Security-Policy"] == POLICY


def test_an_error_of_ours_has_it_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(process.__dict__, "hub", None)
    response = client.get("/healthz")
    assert response.status_code == 500
    assert response.headers["Content-Security-Policy"] == POLICY
    assert b"<h1>" in response.content
    assert b'<meta http-equiv="refresh" content="5">' in response.content, "nobody may be there"
