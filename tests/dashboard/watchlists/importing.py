"""Importing through pages, as a browser does it."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dashboard.watchlists.models import Watchlist
from tests.support.markup import parse

FILE = b"Symbol,Note,Quantity\nKRAKEN:BTC-USD,coin,0.5\nXNAS:AAPL,,11\nXNYS:NOPE,,\n"


def importing(watchlist: Watchlist) -> str:
    return reverse("watchlist_import", args=[watchlist.pk])


def upload(client: Client, watchlist: Watchlist, data: bytes, **fields: str) -> bytes:
    file = SimpleUploadedFile("list.csv", data)
    answer = client.post(importing(watchlist), {"file": file, **fields})
    assert answer.status_code == 200
    return answer.content


def confirm(client: Client, watchlist: Watchlist, page: bytes, **fields: str) -> bytes:
    """Presses the button of the preview, as a browser does."""
    answer = client.post(importing(watchlist), {**shown_form(page), **fields}, follow=True)
    assert answer.status_code == 200
    return answer.content


def shown_form(page: bytes) -> dict[str, str]:
    root = parse(page.decode())
    inputs = [each for each in root.iter("input") if each.get("type") != "radio"]
    inputs += [each for each in root.iter("input") if each.get("checked") is not None]
    inputs += [each for each in root.iter("button") if each.get("name") == "confirmed"]
    (area,) = root.iter("textarea")
    # The first line end is none of the text's, and every other is sent as two characters.
    typed = (area.text or "").removeprefix("\n").replace("\n", "\r\n")
    sent = {each.get("name", ""): each.get("value", "") for each in inputs}
    return {**sent, "text": typed}
