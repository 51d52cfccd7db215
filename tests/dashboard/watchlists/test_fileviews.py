"""Import and export through pages: first a look, then the change; a bad file changes nothing."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dashboard.watchlists import lists
from dashboard.watchlists.files.formats import FORMATS
from dashboard.watchlists.importform import ImportForm
from dashboard.watchlists.models import Watchlist
from tests.dashboard.watchlists.importing import FILE, confirm, importing, upload
from tests.dashboard.watchlists.keeping import (
    AAPL,
    BITCOIN,
    IBM,
    LINES,
    SPY,
    names,
    said,
    undo,
    undo_form,
)


def test_a_preview_changes_nothing(tech: Watchlist, annes: Client) -> None:
    shown = said(upload(annes, tech, FILE))
    assert "1 new, 1 changed, 0 removed" in shown
    assert "Line 4: XNYS:NOPE" in shown
    assert "Import from Plain CSV" in shown
    assert tech.lines() == LINES


def test_what_was_looked_at_is_added(tech: Watchlist, annes: Client) -> None:
    page = upload(annes, tech, FILE)
    assert "Imported: 1 new, 1 changed." in said(confirm(annes, tech, page))
    assert names(tech) == [SPY, BITCOIN, "Makers", AAPL, IBM, "Later"]
    kept = tech.current_entries().get(symbol=AAPL)
    assert (kept.note, str(kept.quantity), str(kept.cost)) == (
        "for the dip",
        "11.0000000000",
        "90.5000000000",
    )
    again = upload(annes, tech, FILE)
    assert "importing it would change nothing" in said(again)
    version = Watchlist.objects.get(pk=tech.pk).lines()
    confirm(annes, tech, again)
    assert Watchlist.objects.get(pk=tech.pk).lines() == version


def test_a_list_is_replaced_and_that_can_be_undone(tech: Watchlist, annes: Client) -> None:
    whole = b"Symbol,Section,Note,Quantity,Cost\n" + b"KRAKEN:BTC-USD,,coin\nXNAS:AAPL,,,11\n"
    page = upload(annes, tech, whole, mode="replace")
    assert f"{SPY}, Makers, {IBM}, Later" in said(page)
    assert "1 new, 1 changed, 4 removed" in said(page)
    assert "changed: note, quantity 10 → 11, cost 90.5 → –" in said(page)
    confirm(annes, tech, page, mode="replace")
    assert names(tech) == [BITCOIN, AAPL]
    undo(annes, tech)
    assert tech.lines() == LINES


def test_an_import_that_others_have_built_upon_is_not_undone(
    tech: Watchlist, annes: Client
) -> None:
    confirm(annes, tech, upload(annes, tech, FILE))
    shown = undo_form(annes, tech)
    annes.post(reverse("watchlist_edit", args=[tech.pk]), {"do": f"up {IBM}"})
    assert undo_form(annes, tech) == {}
    assert "can no longer be undone" in undo(annes, tech, shown)
    assert BITCOIN in names(tech)


def test_the_text_may_be_typed_instead(tech: Watchlist, annes: Client) -> None:
    answer = annes.post(importing(tech), {"text": "btc-usd\r\nNASDAQ:AAPL"})
    assert "1 new, 0 changed" in said(answer.content)


@pytest.mark.parametrize("key", FORMATS)
def test_what_is_exported_imports_to_the_same_export(
    key: str, tech: Watchlist, ann: User, annes: Client
) -> None:
    def exported(watchlist: Watchlist) -> bytes:
        answer = annes.get(reverse("watchlist_export", args=[watchlist.pk, key]))
        assert "attachment" in answer.headers["Content-Disposition"]
        return answer.content

    first = exported(tech)
    other = lists.create(ann, "Other")
    for mode in ("replace", "merge"):
        confirm(annes, other, upload(annes, other, first, mode=mode, kind=key), mode=mode)
        assert exported(other) == first
    detected = upload(annes, other, first)
    assert f"Import from {FORMATS[key].title}" in said(detected)
    assert "change nothing" in said(detected)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text"),
        (b"A," * 5_000_000, "bytes"),
        ("XNAS:AAPL".encode("utf-16"), "UTF-16"),
        (b"XNAS:AAPL\n\xff\xfe\xfa", "not UTF-8"),
        ("\n".join(f"X{n}" for n in range(100_000)).encode(), "100,000"),
        (b'Symbol,Note\nXNAS:AAPL,"never closed\n', "Line 2"),
        (b"   \n\n", "nothing in the file"),
    ],
    ids=["binary", "10 MB", "UTF-16", "not UTF-8", "100,000 symbols", "a quote", "nothing"],
)
def test_a_hostile_file_is_explained_and_changes_nothing(
    data: bytes, words: str, tech: Watchlist, annes: Client
) -> None:
    file = SimpleUploadedFile("list.csv", data)
    answer = annes.post(importing(tech), {"file": file, "confirmed": "1"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'class="errorlist' in page
    assert words in said(answer.content)
    assert len(page) < 100_000
    assert tech.lines() == LINES


@pytest.mark.parametrize("data", [b"", None])
def test_no_file_and_no_text_is_said(data: bytes | None, tech: Watchlist, annes: Client) -> None:
    file = {} if data is None else {"file": SimpleUploadedFile("list.csv", data)}
    answer = annes.post(importing(tech), {**file, "text": ""})
    assert 'class="errorlist' in answer.content.decode()


@pytest.mark.parametrize("text", ["XNYS:NOPE", "Symbol,Note", "COLUMN,0,,"])
def test_a_list_is_not_replaced_by_nothing(
    text: str, tech: Watchlist, annes: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImportForm, "digest", "1")  # as if it had been shown with a button
    sent = {"text": text, "mode": "replace", "confirmed": "1"}
    answer = annes.post(importing(tech), sent)
    assert answer.status_code == 200
    assert 'name="confirmed"' not in answer.content.decode()
    assert "Nothing of this file" in said(answer.content) or "no symbol" in said(answer.content)
    assert tech.lines() == LINES


def test_a_formula_stays_text_in_every_file(tech: Watchlist, annes: Client) -> None:
    evil = b"Symbol,Note\nXNAS:AAPL,'=HYPERLINK(1)\nXNYS:IBM,@SUM(1)\n"
    confirm(annes, tech, upload(annes, tech, evil))
    assert tech.current_entries().get(symbol=AAPL).note == "=HYPERLINK(1)"
    for name in ("plain", "yahoo"):
        address = reverse("watchlist_export", args=[tech.pk, name])
        cells = annes.get(address).content.decode().replace("\n", ",").split(",")
        assert not [each for each in cells if each.startswith(("=", "@", "+"))]
        assert "'=HYPERLINK(1)" in cells
    table = annes.get(reverse("watchlist_csv", args=[tech.pk])).content.decode()
    assert "'=HYPERLINK(1)" in table


def test_a_list_that_would_be_too_long_stays_as_it_is(
    tech: Watchlist, annes: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = upload(annes, tech, FILE)
    monkeypatch.setattr("dashboard.watchlists.limits.SYMBOLS", 3)
    assert "A list may have 3 symbols" in said(confirm(annes, tech, page))
    assert tech.lines() == LINES


def test_there_is_no_other_format(tech: Watchlist, annes: Client) -> None:
    assert annes.get(reverse("watchlist_export", args=[tech.pk, "xlsx"])).status_code == 404
    answer = annes.post(importing(tech), {"text": "AAPL", "kind": "xlsx"})
    assert "not one of the available choices" in said(answer.content)
