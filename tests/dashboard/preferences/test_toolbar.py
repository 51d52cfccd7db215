"""What is chosen on a page is chosen for its address alone, and wins there."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from dashboard.accounts.models import Preferences
from dashboard.watchlists import lists
from tests.dashboard.preferences.choosing import BOARD, CHOSEN, found, looks


def test_the_toolbar_chooses_for_the_address_alone(decided: Client, ann: User) -> None:
    before = Preferences.objects.values().get(user=ann)
    sent = {"q": "", "rate": "5", "theme": "", "palette": "", "columns": ["last", "time"]}
    answer = decided.get(BOARD, sent, headers={"HX-Source": "form#options"})
    assert answer.headers["HX-Replace-Url"] == f"{BOARD}?rate=5&theme=&palette="
    assert looks(decided, answer.headers["HX-Replace-Url"]) == {}
    assert Preferences.objects.values().get(user=ann) == before


def test_an_address_is_short_again_once_all_is_as_preferred(decided: Client) -> None:
    sent = {**CHOSEN, "q": "", "board": "all"}
    answer = decided.get("/", sent, headers={"HX-Source": "form#options"})
    assert answer.headers["HX-Replace-Url"] == "/?board=all"


@pytest.mark.parametrize("zone", ["", "Asia/Tokyo"])
def test_the_toolbar_keeps_a_time_zone_which_it_does_not_offer(
    decided: Client, ann: User, zone: str
) -> None:
    own = lists.create(ann, "First").get_absolute_url()
    for path in ("/", BOARD, own):
        form = found(decided, f"{path}?time_zone={zone}").find(".//form[@id='options']")
        assert form is not None
        kept = [each for each in form.iter("input") if each.get("name") == "time_zone"]
        assert [(each.get("type"), each.get("value")) for each in kept] == [("hidden", zone)]
        form = found(decided, path).find(".//form[@id='options']")
        assert form is not None
        assert [each for each in form.iter() if each.get("name") == "time_zone"] == []
