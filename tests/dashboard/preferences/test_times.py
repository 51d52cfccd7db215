"""Times in the zone that is preferred or chosen.

The market of these tests has traded last at 06:06:40 in New York, 12:06:40 in Zurich.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from django.test import Client

from tests.dashboard.preferences.choosing import BOARD, address, found, links
from tests.support.markup import text
from tests.support.openpage import OpenPage
from ticker.live.mirror import Mirror

IBM = "XNYS:IBM"


def test_times_are_of_the_zone_and_the_header_says_so(decided: Client) -> None:
    page = OpenPage(decided.get(BOARD).content.decode())
    assert page.cell(IBM, "time") == "12:06:40"
    assert headers(page.root)[-1] == "Time (Zurich)"


def test_times_are_the_exchanges_otherwise(decided: Client, client: Client) -> None:
    pages = decided.get(f"{BOARD}?time_zone="), client.get(BOARD)
    for each in pages:
        page = OpenPage(each.content.decode())
        assert page.cell(IBM, "time") == "06:06:40"
        assert headers(page.root)[-1] == "Time"


def test_the_clock_of_the_status_bar_stays_the_exchanges(decided: Client) -> None:
    clock = found(decided, BOARD).find(".//*[@id='clock']/time")
    assert clock is not None
    assert text(clock).split()[1:] == ["06:06:40", "EST"]


def test_the_zone_of_an_address_goes_along_everywhere(client: Client, mirror: Mirror) -> None:
    root = found(client, "/?time_zone=Asia/Tokyo")
    ours = {each for each in links(root) if each.startswith(("/boards", "/search", "/accounts"))}
    assert ours
    assert [each for each in ours if "time_zone=Asia%2FTokyo" not in each] == []


def test_a_zone_that_is_preferred_is_in_no_link(decided: Client) -> None:
    for path in ("/", BOARD, address()):
        assert [each for each in links(found(decided, path)) if "rate=" in each] == []
        assert [each for each in links(found(decided, path)) if "time_zone" in each] == []


def headers(root: Element) -> list[str]:
    head = root.find(".//table[@id='table-board']/thead")
    assert head is not None
    return [text(each) for each in head.iter("th")]
