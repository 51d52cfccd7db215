"""The rules by which Hypothesis plays with the engine: the market, the pages, and what breaks."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.ticker.engine import Engine
from tests.ticker.exchange import SYMBOLS
from tests.ticker.livepage import LivePage
from tests.ticker.sights import VIEWS

HOUR = 3600 * 10**9
MOST_PAGES = 3

symbols = st.sampled_from(SYMBOLS)
prices = st.integers(1, 4)
paths = st.sampled_from(sorted(VIEWS))
rates = st.sampled_from([10, 5, 2, 1, 0])
numbers = st.integers(0, MOST_PAGES - 1)
"""Which page or publisher, counted round."""


class Begun(RuleBasedStateMachine):
    engine: Engine

    @initialize(bytes_limit=st.sampled_from([256 * 1024, 8 * 1024]), busy=st.booleans())
    def begin(self, bytes_limit: int, busy: bool) -> None:
        self.engine = Engine(bytes_limit)
        self.engine.exchange.is_busy = busy

    @rule(seconds=st.sampled_from([0.05, 0.2, 0.45, 1.0, 2.5, 6.0, 12.0]))
    def pass_time(self, seconds: float) -> None:
        self.engine.pass_time(seconds)

    def has_pages(self) -> bool:
        return bool(self.engine.pages)

    def page(self, number: int) -> LivePage:
        pages = self.engine.pages
        return pages[number % len(pages)]


class MarketRules(Begun):
    @rule(symbol=symbols, price=prices)
    def trade(self, symbol: str, price: int) -> None:
        self.engine.exchange.trade(symbol, str(price))

    @rule(symbol=symbols, price=prices)
    def trade_and_quote(self, symbol: str, price: int) -> None:
        """The quote comes while the trade's flash still runs."""
        self.engine.exchange.trade(symbol, str(price))
        self.engine.pass_time(0.2)
        self.engine.exchange.quote(symbol, price)

    @rule(symbol=symbols, price=prices)
    def late_trade(self, symbol: str, price: int) -> None:
        self.engine.exchange.late_trade(symbol, str(price))

    @rule(symbol=symbols, status=st.sampled_from(["HALTED", "TRADING"]))
    def halt(self, symbol: str, status: str) -> None:
        self.engine.exchange.halt(symbol, "HALTED" if status == "HALTED" else "TRADING")

    @rule(symbol=symbols, price=st.none() | prices)
    def correct(self, symbol: str, price: int | None) -> None:
        self.engine.exchange.correct(symbol, str(price) if price else None)

    @rule(symbol=symbols, close=prices)
    def refer(self, symbol: str, close: int) -> None:
        self.engine.exchange.refer(symbol, close)

    @rule()
    def begin_epoch(self) -> None:
        self.engine.exchange.begin_epoch()

    @rule(busy=st.booleans())
    def be_busy(self, busy: bool) -> None:
        self.engine.exchange.is_busy = busy

    @rule(silent=st.booleans())
    def be_silent(self, silent: bool) -> None:
        self.engine.exchange.is_silent = silent


class PageRules(Begun):
    @precondition(lambda self: len(self.engine.pages) < MOST_PAGES)
    @rule(path=paths, rate=rates)
    def open(self, path: str, rate: int) -> None:
        self.engine.pages.append(self.engine.open(path, rate))

    @precondition(Begun.has_pages)
    @rule(number=numbers, path=paths, rate=rates)
    def change_view(self, number: int, path: str, rate: int) -> None:
        self.drop(number, False)
        self.engine.pages.append(self.engine.open(path, rate))

    @precondition(Begun.has_pages)
    @rule(number=numbers, is_silent=st.booleans())
    def drop(self, number: int, is_silent: bool) -> None:
        page = self.page(number)
        self.engine.pages.remove(page)
        self.engine.leave(page, is_silent)

    @precondition(Begun.has_pages)
    @rule(number=numbers, way=st.sampled_from(["renderer", "socket", "answers", "all"]))
    def freeze(self, number: int, way: str) -> None:
        page = self.page(number)
        page.was_well = False
        page.is_frozen |= way in ("renderer", "all")
        if way in ("socket", "all"):
            page.socket.taking.clear()
        if way in ("answers", "all"):
            page.latency = None

    @precondition(Begun.has_pages)
    @rule(number=numbers, answers_all=st.booleans())
    def thaw(self, number: int, answers_all: bool) -> None:
        page = self.page(number)
        page.answers_all = answers_all
        page.heal()

    @precondition(Begun.has_pages)
    @rule(number=numbers, latency=st.sampled_from([0.3, 1.0, 3.0]))
    def be_slow(self, number: int, latency: float) -> None:
        page = self.page(number)
        page.heal()
        page.was_well, page.latency = False, latency

    @precondition(Begun.has_pages)
    @rule(number=numbers, seq=st.sampled_from([-1, 0, 1, 2, 10**6]))
    def answer_what_was_not_asked(self, number: int, seq: int) -> None:
        self.page(number).answer(seq)

    @precondition(Begun.has_pages)
    @rule(number=numbers, on=st.booleans())
    def hold(self, number: int, on: bool) -> None:
        self.page(number).hold(on)

    @precondition(lambda self: not all(page.is_well for page in self.engine.pages))
    @rule()
    def outlast(self) -> None:
        """Time enough for a page that says nothing to be closed."""
        self.engine.exchange.is_busy = False
        self.engine.pass_time(104)


class FaultRules(Begun):
    @rule(frames=st.sampled_from([1, 3, 40]))
    def lose(self, frames: int) -> None:
        self.engine.wire.to_lose = frames

    @rule()
    def garble(self) -> None:
        self.engine.wire.to_garble = 1

    @rule(seconds=st.sampled_from([0.5, 4.0, 8.0]))
    def delay(self, seconds: float) -> None:
        self.engine.begin_fault(self.engine.wire.delay(seconds))

    @rule(seconds=st.sampled_from([0.5, 4.0]))
    def restart_layer(self, seconds: float) -> None:
        self.engine.begin_fault(self.engine.wire.restart(seconds))

    @rule()
    def restart_publisher(self) -> None:
        publishers = self.engine.publishers
        publishers.stop(0)
        if not publishers.running:
            publishers.start()
        publishers.give_lease(0)

    @precondition(lambda self: len(self.engine.publishers.running) < 2)
    @rule()
    def stand_by(self) -> None:
        self.engine.publishers.start()

    @rule()
    def take_over(self) -> None:
        publishers = self.engine.publishers
        publishers.give_lease(len(publishers.running) - 1)

    @rule(hours=st.sampled_from([-25, 25]), is_publishers=st.booleans())
    def jump_clock(self, hours: int, is_publishers: bool) -> None:
        host = self.engine.publishing if is_publishers else self.engine.web
        host.skew = hours * HOUR

    @rule()
    def set_clocks(self) -> None:
        self.engine.publishing.skew = self.engine.web.skew = 0

    @rule(seconds=st.sampled_from([0.4, 2.0, 15.0, 200.0]))
    def stall(self, seconds: float) -> None:
        self.engine.stall(seconds)
