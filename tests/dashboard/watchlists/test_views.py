"""The pages of lists: what they show, what they change, and what they say when they cannot."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from dashboard.watchlists import limits, lists
from dashboard.watchlists.editing import edit_list
from dashboard.watchlists.listline import ListLine
from dashboard.watchlists.models import Watchlist
from tests.dashboard.watchlists.keeping import AAPL, BITCOIN, IBM, SPY, names, said, undo, undo_form
from tests.support.markup import parse, text
from ticker.web.process import process

TECH = "watchlist"


def rows(html: bytes) -> list[str]:
    found = (each for each in parse(html.decode()).iter("tbody") if each.get("id") == "rows-board")
    return [row.get("data-symbol") or text(row) for row in next(found)]


def at(name: str, watchlist: Watchlist, *more: object) -> str:
    return reverse(name, args=[watchlist.pk, *more])


def test_a_list_shows_its_sections_and_what_is_kept_in_it(tech: Watchlist, annes: Client) -> None:
    page = annes.get(at("watchlist", tech)).content
    assert rows(page) == [SPY, "Makers", AAPL, IBM, "Later"]
    assert "for the dip" in said(page)
    assert "+85.00" in said(page), "P&L: 10 × (99 − 90.50)"


def test_sorted_or_filtered_it_has_no_sections(tech: Watchlist, annes: Client) -> None:
    assert rows(annes.get(at("watchlist", tech) + "?sort=-last").content) == [IBM, SPY, AAPL]
    assert rows(annes.get(at("watchlist", tech) + "?q=apple").content) == [AAPL]
    assert rows(annes.get(at("watchlist", tech) + "?sort=-pnl").content)[0] == AAPL


def test_its_pages_repeat_the_heading_of_a_section(ann: User, annes: Client) -> None:
    symbols = [each.symbol for each in process.universe][:150]
    lines = [ListLine(heading="Whole"), *(ListLine(symbol=each) for each in symbols)]
    long = lists.create(ann, "Long", lines)
    assert rows(annes.get(at("watchlist", long)).content) == ["Whole", *symbols[:100]]
    second = annes.get(at("watchlist", long) + "?page=2").content
    assert rows(second) == ["Whole", *symbols[100:]]


def test_only_lists_without_anything_kept_look_like_any_board(ann: User, annes: Client) -> None:
    plain = lists.create(ann, "Plain", [ListLine(symbol=SPY)])
    assert "P&L" not in said(annes.get(at("watchlist", plain)).content).split("Columns")[0]
    assert annes.get(at("watchlist", plain) + "?columns=symbol&columns=pnl").status_code == 200


def test_as_data_it_has_its_rows_and_what_is_kept(tech: Watchlist, annes: Client) -> None:
    data = json.loads(annes.get(at("watchlist_json", tech)).content)
    assert [row["symbol"] for row in data["rows"]] == [SPY, AAPL, IBM]
    kept = [(row["note"], row["quantity"], row["cost"], row["pnl"]) for row in data["rows"]]
    assert kept[0] == (None, None, None, None)
    assert kept[1] == ("for the dip", "10", "90.5", "85")
    table = annes.get(at("watchlist_csv", tech))
    assert "Tech.csv" in table.headers["Content-Disposition"]
    assert "for the dip" in table.content.decode()


@pytest.mark.parametrize("typed", ["btc-usd", " KRAKEN:BTC-USD ", BITCOIN])
def test_one_adds_by_symbol_or_ticker(typed: str, tech: Watchlist, annes: Client) -> None:
    answer = annes.post(at("watchlist_add", tech), {"q": typed}, follow=True)
    assert names(tech)[-1] == BITCOIN
    assert "Added BTC-USD." in said(answer.content)
    answer = annes.post(at("watchlist_add", tech), {"q": typed}, follow=True)
    assert "in the list already" in said(answer.content)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("APPL", "No instrument matches APPL"),
        ("apple", "Did you mean XNAS:AAPL"),
        ("", "Type a symbol"),
        ("x" * 41, "at most 40 characters"),
        ("<script>", "matches <script>."),
    ],
)
def test_what_cannot_be_found_is_never_guessed(
    typed: str, words: str, tech: Watchlist, annes: Client
) -> None:
    before = names(tech)
    answer = annes.post(at("watchlist_add", tech), {"q": typed}, follow=True)
    assert words in said(answer.content)
    assert names(tech) == before


def test_the_buttons_of_the_edit_page_change_it(tech: Watchlist, annes: Client) -> None:
    edit = at("watchlist_edit", tech)
    page = parse(annes.get(edit).content.decode())
    done = [each.get("value", "") for each in page.iter("button") if each.get("form") == "edit"]
    assert f"up {AAPL}" in done
    answer = annes.post(edit, {"do": f"up {AAPL}"})
    assert answer.headers["Location"] == edit
    annes.post(edit, {"do": f"remove {IBM}"})
    assert names(tech) == [SPY, AAPL, "Makers", "Later"]
    undo(annes, tech)
    assert names(tech) == [SPY, AAPL, "Makers", IBM, "Later"]


def test_the_undo_of_an_older_page_does_not_put_back_something_else(
    tech: Watchlist, annes: Client
) -> None:
    annes.post(at("watchlist_edit", tech), {"do": f"remove {AAPL}"})
    shown = undo_form(annes, tech)
    annes.post(at("watchlist_edit", tech), {"do": f"remove {IBM}"})
    assert "something else was removed since" in undo(annes, tech, shown)
    assert "cannot be put back" in undo(annes, tech, {"next": shown["next"]})
    assert names(tech) == [SPY, "Makers", "Later"]
    undo(annes, tech)
    assert names(tech) == [SPY, "Makers", IBM, "Later"]
    assert undo_form(annes, tech) == {}


def test_the_page_of_an_entry_moves_it_into_a_section(tech: Watchlist, annes: Client) -> None:
    page = parse(annes.get(at("watchlist_entry", tech, SPY)).content.decode())
    choices = {text(each): each.get("value", "") for each in page.iter("option")}
    annes.post(at("watchlist_edit", tech), {"do": choices["the end of “Later”"]})
    assert names(tech) == ["Makers", AAPL, IBM, "Later", SPY]
    annes.post(at("watchlist_edit", tech), {"do": choices["the top of the list"]})
    assert names(tech)[0] == SPY


@pytest.mark.parametrize(
    "do",
    [
        "",
        "up",
        "into #1",
        "into x y",
        "top nothing",
        "sideways XNAS:AAPL",
        "up #999",
        "remove KRAKEN:BTC-USD",
    ],
)
def test_what_cannot_be_done_is_said(do: str, tech: Watchlist, annes: Client) -> None:
    before = names(tech)
    answer = annes.post(at("watchlist_edit", tech), {"do": do}, follow=True)
    assert 'class="said-error"' in answer.content.decode()
    assert names(tech) == before


def test_a_removal_on_the_last_page_leads_to_one_that_there_is(ann: User, annes: Client) -> None:
    symbols = [each.symbol for each in process.universe][:101]
    long = lists.create(ann, "Long", [ListLine(symbol=each) for each in symbols])
    edit = at("watchlist_edit", long) + "?page=2"
    answer = annes.post(edit, {"do": f"remove {symbols[-1]}"}, follow=True)
    assert answer.status_code == 200
    assert len(rows(answer.content)) == 100


def test_sections_are_added_and_renamed(tech: Watchlist, annes: Client) -> None:
    annes.post(at("watchlist_sections", tech), {"heading": "  New \t one "})
    assert names(tech)[-1] == "New one"
    number = tech.current_entries().get(heading="New one").pk
    annes.post(at("watchlist_section", tech, number), {"heading": "Newer"})
    assert names(tech)[-1] == "Newer"
    answer = annes.post(at("watchlist_section", tech, number), {"heading": ""})
    assert "required" in said(answer.content)
    too_long = {"heading": "x" * (limits.NAME + 1)}
    answer = annes.post(at("watchlist_sections", tech), too_long, follow=True)
    assert f"at most {limits.NAME} characters" in said(answer.content)


def test_a_section_that_was_renamed_meanwhile_is_not_renamed_back(
    tech: Watchlist, annes: Client
) -> None:
    number = tech.current_entries().get(heading="Makers").pk
    address = at("watchlist_section", tech, number)
    annes.post(address, {"heading": "Chips", "known": "Makers"})
    answer = annes.post(address, {"heading": "Makers", "known": "Makers"})
    assert "It is called “Chips” meanwhile" in said(answer.content)
    assert "Chips" in names(tech)
    annes.post(address, {"heading": "Makers", "known": "Chips"})
    assert "Makers" in names(tech)


def test_who_edits_on_another_page_comes_back_to_it(tech: Watchlist, annes: Client) -> None:
    edits = at("watchlist_edit", tech) + "?page=1&theme=dark"
    address = at("watchlist_entry", tech, AAPL)
    page = annes.get(address, headers={"Referer": f"http://testserver{edits}"})
    fields = {
        each.get("name"): each.get("value") for each in parse(page.content.decode()).iter("input")
    }
    assert fields["next"] == edits
    sent = form(annes, address) | {"next": edits, "note": "kept"}
    assert annes.post(address, sent).headers["Location"] == edits
    elsewhere = sent | {"next": "javascript:alert(1)", "note": "x" * 501}
    assert "javascript" not in annes.post(address, elsewhere).content.decode()


def test_what_no_form_of_ours_sends_is_no_fault_of_the_server(
    tech: Watchlist, annes: Client
) -> None:
    address = at("watchlist_entry", tech, AAPL)
    broken = form(annes, address) | {"initial-quantity": "abc", "quantity": "5"}
    assert "Changed elsewhere" in said(annes.post(address, broken).content)
    assert annes.post(at("watchlist_add", tech), {"q": "IBM", "next": "x"}).status_code == 302
    assert annes.get(at("watchlist_edit", tech) + "entries/%00/").status_code == 404
    assert annes.get(f"/watchlists/{tech.pk}/entries/%00/").status_code == 404


def form(client: Client, address: str) -> dict[str, str]:
    """What a browser would send back of the form of an entry."""
    page = parse(client.get(address).content.decode())
    inputs = {each.get("name", ""): each.get("value", "") for each in page.iter("input")}
    return {name: value for name, value in inputs.items() if "token" not in name and name}


def test_what_is_kept_with_an_entry_is_changed(tech: Watchlist, annes: Client) -> None:
    address = at("watchlist_entry", tech, AAPL)
    sent = form(annes, address) | {"note": " <b>  two \t words", "quantity": "-0.5", "cost": ""}
    answer = annes.post(address, sent)
    assert answer.status_code == 302, said(answer.content)
    entry = tech.current_entries().get(symbol=AAPL)
    assert (entry.note, entry.quantity, entry.cost) == ("<b> two words", Decimal("-0.5"), None)
    assert "<b> two words" in said(annes.get(at("watchlist", tech)).content)


def test_two_tabs_that_change_different_things_both_do(tech: Watchlist, annes: Client) -> None:
    address = at("watchlist_entry", tech, AAPL)
    one, two = form(annes, address), form(annes, address)
    annes.post(address, one | {"note": "mine"})
    annes.post(address, two | {"quantity": "11"})
    entry = tech.current_entries().get(symbol=AAPL)
    assert (entry.note, entry.quantity) == ("mine", Decimal(11))


def test_who_would_undo_what_another_tab_did_is_asked(tech: Watchlist, annes: Client) -> None:
    address = at("watchlist_entry", tech, AAPL)
    one, two = form(annes, address), form(annes, address)
    annes.post(address, one | {"note": "theirs"})
    answer = annes.post(address, two | {"note": "mine", "quantity": "12"})
    assert "Changed elsewhere meanwhile, to “theirs”" in said(answer.content)
    assert tech.current_entries().get(symbol=AAPL).note == "theirs"
    again = parse(answer.content.decode())
    sent = {each.get("name", ""): each.get("value", "") for each in again.iter("input")}
    assert annes.post(address, sent).status_code == 302
    entry = tech.current_entries().get(symbol=AAPL)
    assert (entry.note, entry.quantity) == ("mine", Decimal(12))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("note", "x" * (limits.NOTE + 1), f"at most {limits.NOTE} characters"),
        ("quantity", "many", "Enter a number"),
        ("quantity", "1e999", "digits"),
        ("quantity", "NaN", "Enter a number"),
        ("cost", "-1", "greater than or equal to 0"),
        ("cost", "0.00000000001", "10 decimal places"),
        ("trade_date", "yesterday", "valid date"),
    ],
)
def test_what_cannot_be_kept_is_explained(
    field: str, value: str, words: str, tech: Watchlist, annes: Client
) -> None:
    address = at("watchlist_entry", tech, AAPL)
    answer = annes.post(address, form(annes, address) | {field: value})
    assert answer.status_code == 200
    assert words in said(answer.content)
    assert tech.lines()[2].note == "for the dip"


def test_a_removed_entry_cannot_be_changed(tech: Watchlist, annes: Client) -> None:
    address = at("watchlist_entry", tech, AAPL)
    sent = form(annes, address)
    with edit_list(tech) as draft:
        draft.remove(AAPL)
    answer = annes.post(address, sent | {"note": "late"}, follow=True)
    assert "removed meanwhile. What you had typed: “late”" in said(answer.content)
    assert annes.get(address).status_code == 404


def test_what_this_installation_does_not_know_stays_and_can_be_removed(
    tech: Watchlist, annes: Client
) -> None:
    with edit_list(tech) as draft:
        draft.extend([ListLine(symbol="XNYS:GONE", note="delisted")])
    page = annes.get(at("watchlist", tech))
    assert "Not known here, so without prices: XNYS:GONE" in said(page.content)
    annes.post(at("watchlist_edit", tech), {"do": "remove XNYS:GONE"})
    assert "Not known" not in said(annes.get(at("watchlist", tech)).content)


def test_the_lists_of_a_person_are_on_one_page(tech: Watchlist, annes: Client) -> None:
    page = annes.get(reverse("watchlists"))
    assert "Tech 3 symbols · default" in said(page.content)
    answer = annes.post(reverse("watchlists"), {"name": "Bonds"}, follow=True)
    assert "Nothing in this list yet" in said(answer.content)
    answer = annes.post(reverse("watchlists"), {"name": "bonds"})
    assert "already" in said(answer.content)


def test_a_list_is_renamed_copied_made_the_default_and_deleted(
    tech: Watchlist, annes: Client
) -> None:
    annes.post(at("watchlist_rename", tech), {"name": "Chips", "known": "Tech"})
    copy = annes.post(at("watchlist_duplicate", tech), follow=True)
    assert "Chips (copy)" in said(copy.content)
    second = Watchlist.objects.get(name="Chips (copy)")
    annes.post(at("watchlist_default", second))
    annes.post(at("watchlist_delete", tech))
    assert [(each.name, each.is_default) for each in Watchlist.objects.all()] == [
        ("Chips (copy)", True)
    ]


def test_who_was_overtaken_in_renaming_sees_the_name_there_is(
    tech: Watchlist, annes: Client
) -> None:
    annes.post(at("watchlist_rename", tech), {"name": "One", "known": "Tech"})
    answer = annes.post(at("watchlist_rename", tech), {"name": "Two", "known": "Tech"})
    assert "renamed meanwhile, to “One”" in said(answer.content)
    assert 'name="known" value="One"' in answer.content.decode()


class TestTheStar:
    def test_is_on_the_rows_of_boards_for_who_is_signed_in(
        self, annes: Client, client: Client
    ) -> None:
        star = 'form="star" name="symbol" value="XNAS:AAPL"'
        assert star in annes.get("/boards/all/").content.decode()
        assert star in annes.get("/").content.decode()
        assert "star" not in client.get("/boards/all/").content.decode()

    def test_adds_to_the_default_list_and_stays_where_it_was(
        self, tech: Watchlist, annes: Client
    ) -> None:
        sent = {"symbol": BITCOIN, "next": "/boards/crypto/?sort=last"}
        answer = annes.post(reverse("star"), sent)
        assert answer.headers["Location"] == "/boards/crypto/?sort=last"
        assert names(tech)[-1] == BITCOIN
        again = annes.post(reverse("star"), sent, headers={"HX-Request": "true"})
        assert "already" in said(again.content)

    def test_makes_a_list_for_who_has_none(self, ann: User, annes: Client) -> None:
        annes.post(reverse("star"), {"symbol": BITCOIN})
        assert names(lists.get_default(ann)) == [BITCOIN]

    @pytest.mark.parametrize(
        "to", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x"]
    )
    def test_leads_nowhere_else(self, to: str, annes: Client) -> None:
        answer = annes.post(reverse("star"), {"symbol": BITCOIN, "next": to})
        assert answer.headers["Location"] == "/"

    def test_of_nothing_adds_nothing(self, tech: Watchlist, annes: Client) -> None:
        answer = annes.post(reverse("star"), {"symbol": "x" * 99}, headers={"HX-Request": "true"})
        assert "No instrument matches" in said(answer.content)
        assert len(names(tech)) == 5
