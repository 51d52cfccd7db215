"""Lists over real sockets: what one tab changes another shows; who may not see it is shut out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.support.closes import is_told_to_reload, read_all_until_close, read_until_close
from tests.support.openpage import OpenPage
from tests.support.person import Person, people
from tests.support.redis_server import RedisServer
from tests.support.server import Server
from tests.support.stage import Stage, receive, receive_until
from ticker.live import close_codes

IBM, AAPL, SPY, BITCOIN = "XNYS:IBM", "XNAS:AAPL", "ARCX:SPY", "KRAKEN:BTC-USD"
SETTLED = 2
"""Heartbeats, one a second, until which a change has come: within the first second, and one more
for a slow machine."""

AT_ONCE = 1
"""Heartbeats until which a session that has ended has all its pages closed: the next one comes
before two seconds are over."""


@pytest.fixture
def ann(stage: Stage) -> Person:
    return people(stage.server, "ann")[0]


@pytest.fixture
def bob(stage: Stage) -> Person:
    return people(stage.server, "bob")[0]


@pytest.fixture
def listed(ann: Person, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a list of Ann's with three symbols."""
    address = ann.create(f"List {request.node.name[:40]}", IBM, AAPL, SPY)
    yield address
    ann.post(f"{address}delete/")


def socket_of(address: str) -> str:
    return f"/ws/ticker{address}"


def _name(owner: Person, address: str) -> str:
    return owner.get(f"{address}settings/").text.split('name="known" value="')[1].split('"')[0]


def linked(owner: Person, address: str) -> str:
    """The path of a new link to a list."""
    owner.post(f"{address}links/", shows_notes="on")
    page = owner.get(f"{address}links/").text
    return page.split(owner.server.origin)[1].split('"')[0]


def shut(person: Person, path: str) -> int | None:
    """The code with which a socket is closed that is opened anew."""
    with person.open(path) as socket:
        assert read_until_close(socket, 0) == []
        return socket.close_code


def test_what_is_changed_in_one_tab_is_shown_in_the_others(
    ann: Person, listed: str, stage: Stage
) -> None:
    paths = listed, f"{listed}edit/", linked(ann, listed)
    tabs = [OpenPage(ann.get(path).text) for path in paths]
    sockets = [ann.open(tab.socket) for tab in tabs]
    with sockets[0] as one, sockets[1] as two, sockets[2] as three:
        for socket in (one, two, three):
            receive(socket)
        ann.post(f"{listed}add/", q=BITCOIN)
        ann.post(f"{listed}edit/", do=f"up {BITCOIN}")
        ann.post(f"{listed}sections/", heading="Rest")
        ann.post(f"{listed}edit/", do=f"remove {AAPL}")
        wanted = [IBM, BITCOIN, SPY]
        for tab, path, socket in zip(tabs, paths, (one, two, three), strict=True):
            # What came while it was being done is not counted.
            with suppress(TimeoutError):
                while True:
                    tab.apply(receive(socket, 0))
            beats = 0
            # What a fresh page has may still be on its way: rows come five times a second.
            while [
                row.get("data-symbol") for row in tab.rows()
            ] != wanted or tab.bodies() != OpenPage(ann.get(path).text).bodies():
                message = receive(socket)
                tab.apply(message)
                beats += 'id="pulse"' in message
                assert beats <= SETTLED


def test_a_note_and_a_position_are_changed_in_place(ann: Person, listed: str) -> None:
    fields = ("note", "quantity", "cost", "commission", "trade_date", "high_limit", "low_limit")
    ann.post(
        f"{listed}entries/{IBM}/", **{**dict.fromkeys(fields, ""), "note": "first", "quantity": "1"}
    )
    tab = OpenPage(ann.get(listed).text)
    assert tab.cell(IBM, "note") == "first"
    with ann.open(tab.socket) as socket:
        receive(socket)
        sent = {**dict.fromkeys(fields, ""), "quantity": "3", "cost": "50", "note": "second"}
        was = {"initial-note": "first", "initial-quantity": "1"}
        ann.post(f"{listed}entries/{IBM}/", **sent, **was)
        for message in receive_until(socket, lambda message: "second" in message):
            tab.apply(message)
        assert tab.cell(IBM, "quantity") == "3"
        assert tab.cell(IBM, "pnl").startswith("+")


def test_where_more_than_rows_changes_the_page_loads_itself(ann: Person, listed: str) -> None:
    """Its title, or a first note, which has a column of its own."""
    blank = dict.fromkeys(("quantity", "cost", "commission", "trade_date"), "")
    entry = {**blank, "high_limit": "", "low_limit": "", "note": "first"}
    changes = (
        lambda: ann.post(f"{listed}rename/", name="Renamed", known=_name(ann, listed)),
        lambda: ann.post(f"{listed}entries/{IBM}/", **entry),
    )
    for change in changes:
        with ann.open(OpenPage(ann.get(listed).text).socket) as socket:
            receive(socket)
            (last,) = read_all_until_close([socket], SETTLED, change)
            assert is_told_to_reload(last)
    assert "first" in ann.get(listed).text


@pytest.mark.parametrize("tail", ["", "edit/"])
def test_nobody_elses_socket_opens(
    tail: str, ann: Person, bob: Person, listed: str, stage: Stage
) -> None:
    stranger = Person(stage.server, "")
    forger = Person(stage.server, "x" * 32)
    for person in (bob, stranger, forger):
        assert shut(person, socket_of(listed) + tail) == close_codes.NOT_FOUND
    assert shut(ann, "/ws/ticker/watchlists/999999/" + tail) == close_codes.NOT_FOUND
    assert shut(ann, f"/ws/ticker/shared/{'x' * 43}/") == close_codes.NOT_FOUND
    with ann.open(socket_of(listed) + tail) as socket:
        assert IBM in receive(socket)


def test_a_bad_choice_is_said(ann: Person, listed: str) -> None:
    assert shut(ann, f"{socket_of(listed)}?sort=bogus") == close_codes.BAD_REQUEST


def test_signing_out_closes_all_that_the_session_has_open_and_nothing_else(
    ann: Person, listed: str, stage: Stage
) -> None:
    (elsewhere,) = people(stage.server, "ann")
    board, link = "/boards/all/", linked(ann, listed)
    pages = [ann.get(path).text for path in (listed, f"{listed}edit/", board, "/", link)]
    sockets = [ann.open(OpenPage(page).socket) for page in pages]
    with ExitStack() as stack:
        opened = [stack.enter_context(socket) for socket in sockets]
        other = stack.enter_context(elsewhere.open(socket_of(listed)))
        stranger = stack.enter_context(stage.open(f"/ws/ticker{board}"))
        for socket in (*opened, other, stranger):
            receive(socket)
        last = read_all_until_close(opened, AT_ONCE, lambda: ann.post("/accounts/logout/"))
        assert all(map(is_told_to_reload, last))
        assert {socket.close_code for socket in opened} == {close_codes.REVOKED}
        receive_until(other, lambda message: 'id="pulse"' in message)
        receive_until(stranger, lambda message: 'id="pulse"' in message)
    assert shut(ann, socket_of(listed)) == close_codes.NOT_FOUND
    assert ann.get(listed).status == 302


@pytest.mark.parametrize("board", ["/boards/all/", "/", "/search/?q=a"])
def test_a_page_that_was_drawn_before_its_reader_signed_in_or_out_loads_itself(
    board: str, ann: Person, stage: Stage
) -> None:
    """Its head has a column for the star, or not: rows of the other kind would stand beside it."""
    stranger = Person(stage.server, "")
    for drawn_for, comes_back_as in ((ann, stranger), (stranger, ann)):
        path = OpenPage(drawn_for.get(board).text).socket
        with comes_back_as.open(path) as socket:
            (last,) = read_all_until_close([socket], 0, lambda: None)
            assert is_told_to_reload(last)
            assert socket.close_code == close_codes.REVOKED
        with drawn_for.open(path) as socket:
            receive(socket)


def test_the_way_out_of_the_admin_closes_pages_too(ann: Person, listed: str) -> None:
    with ann.open(socket_of(listed)) as socket:
        receive(socket)
        (last,) = read_all_until_close([socket], SETTLED, lambda: ann.post("/admin/logout/"))
        assert is_told_to_reload(last)


def test_a_revoked_link_closes_what_it_opened(ann: Person, bob: Person, listed: str) -> None:
    link = linked(ann, listed)
    path = f"/ws/ticker{link.replace('/watchlists', '')}"
    with bob.open(path) as socket, ann.open(socket_of(listed)) as own:
        receive(socket)
        number = ann.get(f"{listed}links/").text.split("/revoke/")[0].rsplit("/", 1)[1]
        revoke = f"{listed}links/{number}/revoke/"
        (last,) = read_all_until_close([socket], SETTLED, lambda: ann.post(revoke))
        assert is_told_to_reload(last)
        assert socket.close_code == close_codes.REVOKED
        receive_until(own, lambda message: 'id="pulse"' in message)
    assert shut(bob, path) == close_codes.NOT_FOUND
    assert bob.get(link).status == 404


def test_a_deleted_list_closes_what_shows_it(ann: Person, stage: Stage) -> None:
    address = ann.create("Short-lived", IBM)
    with ann.open(socket_of(address)) as socket:
        receive(socket)
        (last,) = read_all_until_close([socket], SETTLED, lambda: ann.post(f"{address}delete/"))
        assert is_told_to_reload(last)
        assert socket.close_code == close_codes.REVOKED


def test_who_was_deactivated_or_has_a_new_password_is_shut_out_within_half_a_minute(
    stage: Stage,
) -> None:
    """Nobody announces it: it is found out. Meanwhile a list that was edited in the database, of
    which nobody was told either, is shown as it is."""
    carl, dora, emil = people(stage.server, "carl", "dora", "emil")
    lists = [person.create("Mine", IBM) for person in (carl, dora, emil)]
    sockets = [
        person.open(socket_of(path)) for person, path in zip((carl, dora, emil), lists, strict=True)
    ]
    with sockets[0] as one, sockets[1] as two, sockets[2] as three:
        for socket in (one, two, three):
            receive(socket)
        last = read_all_until_close([one, two], 30, lambda: stage.server.run(CHANGES))
        assert all(map(is_told_to_reload, last))
        assert one.close_code == two.close_code == close_codes.REVOKED
        receive_until(three, lambda message: "rows-board" in message and IBM not in message)
    assert shut(carl, socket_of(lists[0])) == shut(dora, socket_of(lists[1])) == 4004


CHANGES = """
from django.contrib.auth.models import User
from dashboard.watchlists.models import Entry, Watchlist
User.objects.filter(username="carl").update(is_active=False)
dora = User.objects.get(username="dora")
dora.set_password("another tape of paper")
dora.save()
Entry.objects.filter(watchlist__owner__username="emil").delete()
Watchlist.objects.filter(owner__username="emil").update(version=99)
"""


def test_over_redis_a_change_reaches_the_pages_of_every_process(
    var_dir: Path, tmp_path: Path
) -> None:
    redis = RedisServer(tmp_path)
    servers = [
        Server(var_dir, "simulated://?instruments=30&rate=50", REDIS_URL=redis.url)
        for _ in range(2)
    ]
    try:
        ann, there = (people(server, "ann")[0] for server in servers)
        address = ann.create("Across", IBM, AAPL)
        with there.open(socket_of(address)) as socket:
            receive_until(socket, lambda message: AAPL in message)
            ann.post(f"{address}edit/", do=f"remove {AAPL}")
            (*_, last) = receive_until(socket, lambda message: "rows-board" in message)
            assert IBM in last
            assert AAPL not in last
            there.session, ann.session = ann.session, there.session
            there.post("/accounts/logout/")
        ann.post(f"{address}delete/")
    finally:
        for server in servers:
            server.stop()
        redis.kill()
