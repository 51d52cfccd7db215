"""The pages of a programme: what one can be, their order, and whose lists can be chosen."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from dashboard.screens import editing, limits
from dashboard.screens.programmes import Programme, ProgrammePage
from dashboard.watchlists import lists
from dashboard.watchlists.models import Watchlist
from tests.dashboard.screens.acting import Fields, at, errors, form, held, submit
from tests.dashboard.watchlists.keeping import said, signed_in
from tests.support.markup import parse, text

CHOSEN: dict[str, Any] = {
    "what": "board:etfs",
    "layout": "tiles",
    "rows": "6",
    "type_size": "56",
    "sort": "-chg_pct",
    "dwell": "30",
    "columns": ["name", "last"],
}


@pytest.fixture
def new(movers: Programme) -> str:
    return at("programme_page_new", movers.pk)


@pytest.fixture
def tech(ann: User) -> Watchlist:
    return lists.create(ann, "For her eyes")


@pytest.fixture
def eves(ann: User) -> Client:
    """The browser of another member of the staff."""
    return signed_in(User.objects.create_user("eve", "eve@desk.example", is_staff=True))


def boards(programme: Programme) -> list[str]:
    return [each.board for each in programme.pages.all()]


def offered(client: Client, path: str) -> dict[str, list[str]]:
    """What can be chosen, by group."""
    select = next(each for each in form(client, path).iter("select") if each.get("name") == "what")
    return {
        group.get("label", ""): [each.get("value", "") for each in group.iter("option")]
        for group in select.iter("optgroup")
    }


def sent_back(answer: Any) -> Fields:
    """What the form holds in which something is wrong."""
    forms = parse(answer.content.decode()).iter("form")
    return held(next(each for each in forms if each.get("method") == "post"))


def test_one_is_added_at_the_end(new: str, movers: Programme, annes: Client) -> None:
    answer = submit(annes, new, **CHOSEN)
    assert answer.headers["Location"] == at("programme", movers.pk)
    added = movers.pages.last()
    assert added is not None
    assert (added.board, added.watchlist, added.layout) == ("etfs", None, "tiles")
    assert (added.rows, added.type_size, added.sort, added.dwell) == (6, 56, "-chg_pct", 30)
    assert added.columns == "symbol name last"
    assert boards(movers) == ["gainers", "losers", "etfs"]


def test_the_usual_one_needs_no_choice(new: str, movers: Programme, annes: Client) -> None:
    submit(annes, new)
    added = movers.pages.last()
    assert added is not None
    usual = ProgrammePage()
    for name in ("layout", "rows", "type_size", "sort", "dwell", "columns"):
        assert getattr(added, name) == getattr(usual, name)
    assert added.board == "all"


def test_by_what_parts_count_is_said_beside_it(new: str, annes: Client) -> None:
    page = parse(annes.get(new).content.decode())
    (rows,) = (each for each in page.iter("input") if each.get("name") == "rows")
    (help_text,) = (each for each in page.iter() if each.get("id") == rows.get("aria-describedby"))
    assert "each part begins after as many" in text(help_text)


def test_what_is_kept_is_shown_and_changed(new: str, movers: Programme, annes: Client) -> None:
    submit(annes, new, **CHOSEN)
    added = movers.pages.last()
    assert added is not None
    page = at("programme_page", movers.pk, added.pk)
    shown = held(form(annes, page))
    for name, value in CHOSEN.items():
        assert shown[name] == (value if isinstance(value, list) else [value])
    version = Programme.objects.get().version
    assert submit(annes, page).status_code == 302
    assert Programme.objects.get().version == version, "as it is, it changes nothing"
    submit(annes, page, what="board:crypto", columns=[], type_size="", sort="")
    added.refresh_from_db()
    assert (added.board, added.columns, added.type_size, added.sort) == ("crypto", "", None, "")
    assert (added.layout, added.rows, added.dwell) == ("tiles", 6, 30)


def test_who_looked_at_it_earlier_changes_only_what_they_changed(
    movers: Programme, annes: Client
) -> None:
    page = movers.pages.all()[0]
    path = at("programme_page", movers.pk, page.pk)
    shown = held(form(annes, path))
    submit(annes, path, what="board:etfs", layout="tape", columns=["last"])
    annes.post(path, {**shown, "dwell": "60"})
    page.refresh_from_db()
    assert (page.board, page.layout, page.columns) == ("etfs", "tape", "symbol last")
    assert page.dwell == 60


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("what", "board:none", "Select a valid choice"),
        ("what", "list:99", "Select a valid choice"),
        ("what", "list:x", "Select a valid choice"),
        ("what", "", "This field is required."),
        ("layout", "spiral", "Select a valid choice"),
        ("rows", "0", "greater than or equal to 1"),
        ("rows", "61", "less than or equal to 60"),
        ("rows", "-1", "greater than or equal to 1"),
        ("rows", "9" * 30, "less than or equal to 60"),
        ("rows", "", "This field is required."),
        ("type_size", "7", "greater than or equal to 8"),
        ("type_size", "401", "less than or equal to 400"),
        ("type_size", "big", "Enter a whole number"),
        ("dwell", "4", "greater than or equal to 5"),
        ("dwell", "3601", "less than or equal to 3600"),
        ("dwell", "1.5", "Enter a whole number"),
        ("sort", "pnl", "Select a valid choice"),
        ("sort", "--last", "Select a valid choice"),
        ("columns", "pnl", "Select a valid choice"),
        ("columns", "<b>", "Select a valid choice"),
    ],
)
@pytest.mark.parametrize("is_new", [True, False])
def test_what_cannot_be_is_said_and_nothing_is_kept_or_lost(
    is_new: bool, field: str, value: str, words: str, new: str, movers: Programme, annes: Client
) -> None:
    path = new if is_new else at("programme_page", movers.pk, movers.pages.all()[0].pk)
    before = list(movers.pages.values()), Programme.objects.get().version
    answer = submit(annes, path, **{**CHOSEN, field: value})
    assert answer.status_code == 200
    assert [words in each for each in errors(answer)] == [True]
    assert (list(movers.pages.values()), Programme.objects.get().version) == before
    again = sent_back(answer)
    kept = "dwell" if field != "dwell" else "rows"
    assert again[kept] == [CHOSEN[kept]]


def test_what_was_ticked_beside_an_error_is_kept_when_it_is_sent_again(
    movers: Programme, annes: Client
) -> None:
    page = movers.pages.all()[0]
    path = at("programme_page", movers.pk, page.pk)
    answer = submit(annes, path, columns=["name", "last"], dwell="4")
    for dwell, status in (("3", 200), ("60", 302)):
        answer = annes.post(path, {**sent_back(answer), "dwell": dwell})
        assert answer.status_code == status
    page.refresh_from_db()
    assert (page.columns, page.dwell) == ("symbol name last", 60)


def test_too_many_are_said(
    new: str, movers: Programme, annes: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PAGES", 2)
    assert errors(submit(annes, new, **CHOSEN)) == [
        "A programme may have 2 pages. Remove one first."
    ]
    assert boards(movers) == ["gainers", "losers"]


def test_ones_own_lists_can_be_chosen_and_no_others(
    new: str, movers: Programme, tech: Watchlist, annes: Client, eves: Client
) -> None:
    assert offered(annes, new)["Your lists"] == [f"list:{tech.pk}"]
    assert set(offered(eves, new)) == {"Boards"}
    answer = submit(eves, new, what=f"list:{tech.pk}")
    assert ["Select a valid choice" in each for each in errors(answer)] == [True]
    assert "For her eyes" not in said(answer.content)
    submit(annes, new, what=f"list:{tech.pk}")
    added = movers.pages.last()
    assert added is not None
    assert (added.board, added.watchlist) == ("", tech)


def test_a_colleagues_list_stays_as_it_is(
    movers: Programme, tech: Watchlist, annes: Client, eves: Client
) -> None:
    page = movers.pages.all()[0]
    editing.change_page(page, {"board": "", "watchlist": tech})
    path, other = (at("programme_page", movers.pk, each.pk) for each in movers.pages.all())
    assert offered(eves, path)["A colleague’s list"] == [f"list:{tech.pk}"]
    assert "A colleague’s list" not in offered(eves, other)
    assert "A colleague’s list" not in offered(annes, path)
    submit(eves, path, dwell="99")
    page.refresh_from_db()
    assert (page.watchlist, page.dwell) == (tech, 99)
    assert errors(submit(eves, other, what=f"list:{tech.pk}"))
    submit(eves, path, what="board:all")
    page.refresh_from_db()
    assert (page.board, page.watchlist) == ("all", None)
    assert errors(submit(eves, path, what=f"list:{tech.pk}"))


def test_a_list_that_was_deleted_is_not_replaced_unseen(
    movers: Programme, tech: Watchlist, annes: Client
) -> None:
    page = movers.pages.all()[0]
    editing.change_page(page, {"board": "", "watchlist": tech})
    lists.delete(tech)
    assert "A list that is gone" in said(annes.get(at("programme", movers.pk)).content)
    path = at("programme_page", movers.pk, page.pk)
    assert errors(submit(annes, path, dwell="99")) == ["This field is required."]
    submit(annes, path, what="board:etfs")
    page.refresh_from_db()
    assert page.board == "etfs"


def press(client: Client, programme: Programme, what: str) -> Any:
    return client.post(at("programme_pages", programme.pk), {"do": what}, follow=True)


def test_the_buttons_move_and_remove(movers: Programme, annes: Client) -> None:
    page = parse(annes.get(at("programme", movers.pk)).content.decode())
    offered = [each.get("value", "") for each in page.iter("button") if each.get("name") == "do"]
    first, second = (each.pk for each in movers.pages.all())
    ways = ("up", "down", "remove")
    assert offered == [f"{way} {pk}" for pk in (first, second) for way in ways]
    answer = press(annes, movers, f"up {second}")
    assert answer.redirect_chain == [(at("programme", movers.pk), 302)]
    assert boards(movers) == ["losers", "gainers"]
    press(annes, movers, f"down {second}")
    assert boards(movers) == ["gainers", "losers"]
    answer = press(annes, movers, f"remove {first}")
    assert "Removed the page “Gainers”." in said(answer.content)
    assert boards(movers) == ["losers"]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("", "Say what to do"),
        ("explode 1", "Say what to do"),
        ("up", "no longer in the programme"),
        ("remove 999", "no longer in the programme"),
    ],
)
def test_what_cannot_be_done_is_said(
    what: str, words: str, movers: Programme, annes: Client
) -> None:
    assert words in said(press(annes, movers, what).content)
    assert boards(movers) == ["gainers", "losers"]


def test_the_name_of_a_list_is_text(movers: Programme, ann: User, annes: Client) -> None:
    evil = "<img src=x onerror=alert(1)>"
    page = movers.pages.all()[0]
    editing.change_page(page, {"board": "", "watchlist": lists.create(ann, evil)})
    for path in (at("programme", movers.pk), at("programme_page", movers.pk, page.pk)):
        answer = annes.get(path).content
        assert evil in said(answer)
        assert b"<img src=x" not in answer
