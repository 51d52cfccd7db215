"""Who may import whom: stock_ticker → dashboard → ticker → Django and Channels, never back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.rooms import floors, imported_names, mutual_folders, room_arrows, svg

ROOT = Path(__file__).parents[2]
MAY_IMPORT = {
    "ticker": {"ticker"},
    "dashboard": {"dashboard", "ticker"},
    "stock_ticker": {"stock_ticker", "dashboard", "ticker"},
}
OURS = {path.parent.name for path in ROOT.glob("*/__init__.py")}


def files() -> Iterator[tuple[str, Path]]:
    for room in MAY_IMPORT:
        for file in sorted((ROOT / room).rglob("*.py")):
            yield room, file


def test_the_rooms_are_all_there() -> None:
    assert set(MAY_IMPORT) <= OURS
    assert {room for room, _ in files()} == set(MAY_IMPORT)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_go_one_way(room: str) -> None:
    wrong = [
        f"{file.relative_to(ROOT)} imports {name}"
        for its, file in files()
        for name in sorted(imported_names(file))
        if its == room and name.partition(".")[0] in OURS - MAY_IMPORT[room]
    ]
    assert wrong == []


MUTUAL = {
    ("dashboard/watchlists", "dashboard/watchlists/files"): (
        "the formats read and write the lines of a list, and its pages offer the formats"
    ),
    ("ticker/feeds", "ticker/feeds/alpaca"): "the registry of feeds is in ticker/feeds",
    ("ticker/feeds", "ticker/feeds/crypto"): "the registry of feeds is in ticker/feeds",
    ("ticker/feeds", "ticker/feeds/yahoo"): "the registry of feeds is in ticker/feeds",
}
"""Folders that may import each other, and why."""


def test_only_these_folders_import_each_other() -> None:
    assert mutual_folders() == set(MUTUAL)


@pytest.mark.parametrize(("package", "most_rooms"), [("ticker", 13), ("dashboard", 16)])
def test_rooms_import_downwards_only(package: str, most_rooms: int) -> None:
    """``floors`` raises where rooms are in a circle."""
    rooms = [room for floor in floors(room_arrows(), package) for room in floor]
    assert 10 <= len(rooms) <= most_rooms


def test_the_ticker_has_few_arrows() -> None:
    pairs = [pair for pair in room_arrows() if all(room.startswith("ticker/") for room in pair)]
    assert 10 < len(pairs) <= 40


def test_a_circle_of_rooms_is_an_error() -> None:
    circle = {("ticker/a", "ticker/b"): 1, ("ticker/b", "ticker/c"): 1, ("ticker/c", "ticker/b"): 1}
    with pytest.raises(ValueError, match=r"circle.*ticker/b.*ticker/c"):
        floors(circle, "ticker")


def test_the_picture_of_the_rooms_is_of_this_code() -> None:
    picture = ROOT / "docs" / "images" / "rooms.svg"
    assert picture.read_text(encoding="utf-8") == svg(room_arrows()), "run bin/rooms"


def test_the_market_needs_no_framework() -> None:
    """The wall is the folder: the standard library, msgspec, holidays and the room itself."""
    names = {
        (file.name, name)
        for file in (ROOT / "ticker" / "market").glob("*.py")
        for name in imported_names(file)
    }
    assert len({file for file, _ in names}) > 10
    allowed = ("msgspec", "holidays", "ticker", *sys.stdlib_module_names)
    wrong = [
        (file, name)
        for file, name in sorted(names)
        if name.partition(".")[0] not in allowed
        or (name.startswith("ticker.") and not name.startswith("ticker.market."))
    ]
    assert wrong == []


def test_the_ticker_knows_no_users() -> None:
    names = {name for room, file in files() if room == "ticker" for name in imported_names(file)}
    assert [each for each in sorted(names) if each.startswith("django.contrib.auth")] == []


VENDORS = {"yfinance": "yahoo", "curl_cffi": "yahoo", "ccxt": "crypto", "alpaca": "alpaca"}
"""Libraries, and the folder of the feed that may import them."""


def test_a_vendors_library_is_imported_in_its_feeds_folder_and_late() -> None:
    """Whoever only knows of the feed does not import it."""
    found = {
        (file, library)
        for _, file in files()
        for library in {name.partition(".")[0] for name in imported_names(file)} & set(VENDORS)
    }
    assert {library for _, library in found} >= {"yfinance", "alpaca", "ccxt"}
    for file, library in found:
        assert file.parent == ROOT / "ticker" / "feeds" / VENDORS[library]
        assert not {each.partition(".")[0] for each in imported_names(file, True)} & set(VENDORS)


def test_a_server_with_a_vendors_feed_imports_no_vendors_library() -> None:
    code = """
import django, sys
django.setup()
from ticker.feeds import open_feed
from ticker.market.instruments import CSV_FILE, Universe, read_definitions
universe = Universe(read_definitions(CSV_FILE))
feeds = [
    open_feed(url, universe).name for url in ("yahoo://", "alpaca://iex", "crypto://kraken")
]
import ticker.web.process, ticker.servers.server
vendors = ("yfinance", "pandas", "curl_cffi", "alpaca", "ccxt", "aiohttp")
print(*feeds, [name for name in vendors if name in sys.modules])
"""
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "stock_ticker.settings"}
        | {"ALPACA_KEY_ID": "key", "ALPACA_SECRET_KEY": "secret"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (said.stdout, said.stderr) == ("yahoo alpaca kraken []\n", "")
