"""Addresses that ask for what there is not get a page with a sentence; every answer its headers."""

from __future__ import annotations

import pytest

from tests.support.markup import parse, text
from tests.support.server import Server

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)

BAD = [
    ("/boards/all/?sort=bogus", 400, "sort"),
    ("/boards/all/?sort=--last", 400, "sort"),
    ("/boards/all/?page=0", 400, "page"),
    ("/boards/all/?page=-1", 400, "page"),
    ("/boards/all/?page=two", 400, "page"),
    ("/boards/all/?page=99999", 400, "page"),
    ("/boards/all/?page=9999", 404, "9999"),
    ("/boards/all/?columns=x", 400, "columns"),
    ("/boards/all/?columns=symbol&columns=x", 400, "columns"),
    ("/boards/all/?rate=3", 400, "rate"),
    ("/boards/all/?theme=mauve", 400, "theme"),
    ("/boards/all/?palette=mauve", 400, "palette"),
    ("/boards/all/?unknown=1", 400, "unknown"),
    ("/boards/all/?q=" + "x" * 10_000, 400, "q"),
    ("/boards/all/?q=%00", 400, "q"),
    ("/boards/nothing/", 404, "nothing"),
    ("/boards/nothing/?sort=last", 404, "nothing"),
    ("/nowhere", 404, "no such page"),
    ("/?board=nothing", 400, "board"),
    ("/?page=99999", 400, "page"),
    ("/search/?q=" + "x" * 10_000, 400, "q"),
    ("/search/?page=2", 404, "2"),
    ("/search/suggest/?q=" + "x" * 41, 400, "q"),
    ("/boards/%FF/", 404, "no such page"),
    ("/boards/all/?q=%3Cscript%3E&sort=%3Cscript%3E", 400, "sort"),
]


@pytest.mark.parametrize(("path", "status", "word"), BAD, ids=[each[0][:40] for each in BAD])
def test_a_bad_address_is_explained(simulated: Server, path: str, status: int, word: str) -> None:
    answer = simulated.get(path)
    assert answer.status == status
    page = parse(answer.text.split(">", 1)[1])
    main = next(page.iter("main"))
    assert word in text(main)
    assert len(text(main)) < 1000
    assert not list(main.iter("script"))
    assert "Traceback" not in simulated.log


GOOD = (
    "/",
    "/boards/all/",
    "/boards/all/?page=6",
    "/boards/all/?columns=last&rate=",
    "/search/",
    "/search/?q=bank",
    "/search/?q=%3Cscript%3E",
    "/search/suggest/?q=a",
    "/boards/all.json",
    "/boards/all.csv",
    "/healthz",
    "/metrics",
)


@pytest.mark.parametrize("path", [*GOOD, "/nowhere", "/boards/all/?sort=bogus"])
def test_every_answer_has_its_headers(simulated: Server, path: str) -> None:
    answer = simulated.get(path)
    assert (answer.status == 200) is (path in GOOD)
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/boards/all/?page=2", "/search/?q=bank", "/nowhere"])
def test_pages_have_no_scripts_of_ours(simulated: Server, path: str) -> None:
    page = parse(simulated.get(path).text.split(">", 1)[1])
    assert all(each.get("src", "").startswith("/static/htmx/") for each in page.iter("script"))
    assert not any((each.text or "").strip() for each in page.iter("script"))
    names = {name for each in page.iter() for name in each.attrib}
    assert not any(name.startswith(("on", "hx-on", "style")) for name in names)
    assert not any("js:" in value for each in page.iter() for value in each.attrib.values())


@pytest.mark.parametrize("host", ["evil.example", "localhost:1@evil", "", "a b"])
def test_a_strange_host_is_refused_without_noise(simulated: Server, host: str) -> None:
    assert simulated.get("/", Host=host).status == 400
    simulated.wait_for("ALLOWED_HOSTS")
    assert "Traceback" not in simulated.log


def test_a_browser_that_shows_data_finds_the_icon(simulated: Server) -> None:
    answer = simulated.get("/favicon.ico")
    assert answer.status == 302
    icon = simulated.get(answer.headers["Location"])
    assert (icon.status, icon.headers["Content-Type"]) == (200, "image/svg+xml")
