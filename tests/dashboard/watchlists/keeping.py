"""What the people of these tests keep in their lists."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.auth.models import User
from django.test import Client

from dashboard.watchlists.line import Line
from dashboard.watchlists.models import Watchlist
from tests.markup import parse, text

IBM, AAPL, SPY, BITCOIN = "XNYS:IBM", "XNAS:AAPL", "ARCX:SPY", "KRAKEN:BTC-USD"

LINES = [
    Line(symbol=SPY),
    Line(heading="Makers"),
    Line(symbol=AAPL, note="for the dip", quantity=Decimal(10), cost=Decimal("90.5")),
    Line(symbol=IBM, high_limit=Decimal(200)),
    Line(heading="Later"),
]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def names(watchlist: Watchlist) -> list[str]:
    """What is in it, in order: symbols and headings."""
    return [str(entry) for entry in watchlist.kept()]


def said(html: bytes) -> str:
    """What a person reads on the page."""
    return text(parse(html.decode()))
