"""An old page plus what it was sent equals a fresh page."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import ExitStack, suppress

from websockets.sync.client import ClientConnection

from tests.support.openpage import OpenPage
from tests.support.puppeteer import Event
from tests.support.stage import Stage, receive

STATUSES = ("HALTED", "TRADING", "PAUSED", "TRADING")
ROUNDS = 8
LONGEST = 60
"""Looks at each page, to which something comes once a second: several rankings."""

Opened = dict[str, tuple[OpenPage, ClientConnection]]
"""Pages and their sockets, by path."""

PAGES = (
    "/boards/all/",
    "/boards/all/?page=2",
    "/boards/all/?q=c&columns=name&columns=open&columns=high&columns=low&columns=vwap&columns=status",
    "/boards/gainers/?rate=10",
    "/boards/losers/",
    "/boards/most-active/?q=a",
    "/boards/all/?sort=-last&page=2",
    "/search/?q=inc&columns=volume&columns=time&columns=prev_close&columns=spread",
    "/?board=information-technology&rate=2",
)


def some_events(stage: Stage, dice: random.Random) -> list[Event]:
    make, events = stage.puppeteer, []
    for symbol in dice.sample(list(stage.symbols), 40):
        price = dice.uniform(80, 120)
        events.append(make.trade(symbol, f"{price:.2f}", str(dice.randrange(1, 10_000))))
        events.append(make.quote(symbol, f"{price - 0.01:.2f}", f"{price + 0.01:.2f}"))
    events.append(make.event("tradingstatus", symbol, status=dice.choice(STATUSES), reason="T1"))
    events.append(make.event("reference", symbol, name=f"Named {dice.random()} & <more>"))
    return events


def apply_until_equal(stage: Stage, opened: Opened) -> None:
    """Applies what comes until each page is as a fresh one. Something comes while heartbeats do,
    and so only a page that would never be equal is waited for in vain."""
    left = dict(opened)
    for _ in range(LONGEST):
        for path, (page, socket) in list(left.items()):
            apply_all(page, socket)
            if page.bodies() == stage.page(path).bodies():
                del left[path]
        if not left:
            return
    for path, (page, _) in left.items():
        assert page.bodies() == stage.page(path).bodies(), path


def apply_all(page: OpenPage, socket: ClientConnection) -> None:
    """Waits for a message; then whatever else has come."""
    page.apply(receive(socket))
    with suppress(TimeoutError):
        while True:
            page.apply(receive(socket, 0))


def test_old_pages_become_equal_to_fresh_ones(stage: Stage) -> None:
    dice = random.Random(1)  # noqa: S311
    pages = {path: stage.page(path) for path in PAGES}
    first = {path: page.bodies() for path, page in pages.items()}
    with ExitStack() as sockets:
        opened = {
            path: (page, sockets.enter_context(stage.open(page.socket)))
            for path, page in pages.items()
        }
        for _ in range(ROUNDS):
            stage.puppeteer.say(*some_events(stage, dice))
            for page, socket in opened.values():
                page.apply(receive(socket))
        stage.settle()
        apply_until_equal(stage, opened)
    for path, page in pages.items():
        assert page.bodies() != first[path]


def test_an_epoch_empties_open_pages(stage: Stage) -> None:
    page = stage.page("/boards/all/")
    symbol = stage.symbols[3]
    with stage.open(page.socket) as socket:
        page.apply(receive(socket))
        assert page.cell(symbol, "last") == "100.30"
        stage.say(stage.puppeteer.epoch())
        apply_until_equal(stage, {"/boards/all/": (page, socket)})
        assert page.cell(symbol, "last") == "—"


def symbols_in(page: OpenPage) -> Sequence[str]:
    return [row.get("data-symbol", "") for row in page.rows()]


def test_a_ranking_is_pushed_in_its_new_order(stage: Stage) -> None:
    page = stage.page("/boards/gainers/")
    best, last = symbols_in(page)[0], symbols_in(page)[-1]
    assert best == stage.symbols[-1]
    with stage.open(page.socket) as socket:
        stage.say(stage.puppeteer.trade(last, "150"), stage.puppeteer.trade(best, "100"))
        apply_until_equal(stage, {"/boards/gainers/": (page, socket)})
    assert symbols_in(page)[0] == last
    assert best not in symbols_in(page)
