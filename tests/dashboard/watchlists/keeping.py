"""What the people of these tests keep in their lists."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from dashboard.watchlists.listline import ListLine
from dashboard.watchlists.models import Watchlist
from tests.support.markup import parse, text

IBM, AAPL, SPY, BITCOIN = "XNYS:IBM", "XNAS:AAPL", "ARCX:SPY", "KRAKEN:BTC-USD"

LINES = [
    ListLine(symbol=SPY),
    ListLine(heading="Makers"),
    ListLine(symbol=AAPL, note="for the dip", quantity=Decimal(10), cost=Decimal("90.5")),
    ListLine(symbol=IBM, high_limit=Decimal(200)),
    ListLine(heading="Later"),
]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def names(watchlist: Watchlist) -> list[str]:
    """What is in it, in order: symbols and headings."""
    return [str(entry) for entry in watchlist.current_entries()]


def heading(watchlist: Watchlist, name: str) -> str:
    """What a section is called when something is done with it."""
    return f"#{watchlist.current_entries().get(heading=name).pk}"


def said(html: bytes) -> str:
    """What a person reads on the page."""
    return text(parse(html.decode()))


def undo_form(client: Client, watchlist: Watchlist) -> dict[str, str]:
    """What the button Undo of the edit page sends; nothing where there is none."""
    page = parse(client.get(reverse("watchlist_edit", args=[watchlist.pk])).content.decode())
    forms = [each for each in page.iter("form") if each.get("class") == "removed"]
    fields = [each for form in forms for each in form.iter("input")]
    return {each.get("name", ""): each.get("value", "") for each in fields}


def undo(client: Client, watchlist: Watchlist, shown: dict[str, str] | None = None) -> str:
    """Presses it, as it is or as it was shown; what the next page says."""
    sent = undo_form(client, watchlist) if shown is None else shown
    assert sent
    address = reverse("watchlist_put_back", args=[watchlist.pk])
    return said(client.post(address, sent, follow=True).content)
