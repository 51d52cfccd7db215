"""The rules by which Hypothesis plays with the engine: the market, the pages, and what breaks.

Most let some time pass, so that what they begin has an effect before the next begins.
"""

from __future__ import annotations

from typing import Literal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.support.engine import Engine
from tests.support.exchange import SYMBOLS
from tests.support.livepage import LivePage
from tests.support.pagetables import PATHS

HOUR = 3600 * 10**9
MOST_PAGES = 3

symbols = st.sampled_from(SYMBOLS)
prices = st.integers(1, 4)
paths = st.sampled_from(sorted(PATHS))
lists = st.lists(st.sampled_from([*SYMBOLS, "#1 First", "#2 Second"]), unique=True)
rates = st.sampled_from([10, 5, 2, 1, 0])
hours = st.sampled_from([0, -25, 25])
numbers = st.integers(0, MOST_PAGES - 1)
"""Which page, counted round."""


class EngineRules(RuleBasedStateMachine):
    engine: Engine

    @initialize(bytes_limit=st.sampled_from([256 * 1024, 8 * 1024]), busy=st.booleans())
    def begin(self, bytes_limit: int, busy: bool) -> None:
        self.engine = Engine(bytes_limit)
        self.engine.exchange.is_busy = busy
        self.engine.pages.append(self.engine.open("/desk", 10))

    @rule(seconds=st.sampled_from([0.05, 0.45, 2.5, 6.0, 12.0]), busy=st.booleans())
    def pass_time(self, seconds: float, busy: bool) -> None:
        self.engine.exchange.is_busy = busy
        self.engine.pass_time(seconds)

    def has_pages(self) -> bool:
        return bool(self.engine.pages)

    def has_room(self) -> bool:
        return len(self.engine.pages) < MOST_PAGES

    def page(self, number: int) -> LivePage:
        pages = self.engine.pages
        return pages[number % len(pages)]

    def open(self, path: str, rate: int) -> None:
        self.engine.pages.append(self.engine.open(path, rate))


class MarketRules(EngineRules):
    @rule(symbol=symbols, price=prices, kind=st.sampled_from(["trade", "quote", "late trade"]))
    def trade(self, symbol: str, price: int, kind: str) -> None:
        exchange = self.engine.exchange
        if kind == "trade":
            exchange.trade(symbol, str(price))
        elif kind == "quote":
            exchange.quote(symbol, price)
        else:
            exchange.late_trade(symbol, str(price))

    @precondition(EngineRules.has_room)
    @rule(symbol=symbols, price=prices, path=paths)
    def open_during_a_flash(self, symbol: str, price: int, path: str) -> None:
        """And then a quote comes, while that flash still runs."""
        exchange = self.engine.exchange
        exchange.trade(symbol, str(price))
        self.engine.pass_time(0.6)
        exchange.trade(symbol, str(price + 1))
        self.engine.pass_time(0.15)
        self.open(path, 10)
        exchange.quote(symbol, price)
        self.engine.pass_time(0.15)

    @rule(symbol=symbols, price=prices, halted=st.booleans())
    def halt(self, symbol: str, price: int, halted: bool) -> None:
        exchange = self.engine.exchange
        exchange.halt(symbol, "HALTED" if halted else "TRADING")
        exchange.send_reference(symbol, price)

    @rule(symbol=symbols, price=st.none() | prices)
    def correct(self, symbol: str, price: int | None) -> None:
        self.engine.exchange.correct(symbol, str(price) if price else None)

    @rule()
    def begin_epoch(self) -> None:
        self.engine.exchange.begin_epoch()

    @rule(seconds=st.sampled_from([1.0, 6.0]))
    def be_silent(self, seconds: float) -> None:
        self.engine.exchange.is_silent = True
        self.engine.pass_time(seconds)
        self.engine.exchange.is_silent = False


class PageRules(EngineRules):
    @precondition(EngineRules.has_room)
    @rule(path=paths, rate=rates)
    def open_another(self, path: str, rate: int) -> None:
        self.open(path, rate)

    @precondition(EngineRules.has_pages)
    @rule(number=numbers, path=paths, rate=rates)
    def change_view(self, number: int, path: str, rate: int) -> None:
        self.drop(number, False)
        self.open(path, rate)

    @precondition(EngineRules.has_pages)
    @rule(number=numbers, is_silent=st.booleans())
    def drop(self, number: int, is_silent: bool) -> None:
        page = self.page(number)
        self.engine.pages.remove(page)
        self.engine.leave(page, is_silent)

    @precondition(EngineRules.has_pages)
    @rule(
        number=numbers,
        way=st.sampled_from(["renderer", "socket", "answers", "all"]),
        seconds=st.sampled_from([0.3, 3.0, 14.0, 104.0]),
    )
    def freeze(
        self, number: int, way: Literal["renderer", "socket", "answers", "all"], seconds: float
    ) -> None:
        """104 s are enough for a page to be parked and closed."""
        page = self.page(number)
        page.was_well = False
        page.is_frozen |= way in ("renderer", "all")
        if way in ("socket", "all"):
            page.socket.accepting.clear()
        if way in ("answers", "all"):
            page.latency = None
        self.engine.exchange.is_busy &= seconds < 100
        self.engine.pass_time(seconds)

    @precondition(EngineRules.has_pages)
    @rule(number=numbers, answers_all=st.booleans())
    def thaw(self, number: int, answers_all: bool) -> None:
        page = self.page(number)
        page.answers_all = answers_all
        page.heal()
        self.engine.pass_time(0.5)

    @precondition(EngineRules.has_pages)
    @rule(number=numbers, latency=st.sampled_from([0.3, 1.0, 3.0]))
    def be_slow(self, number: int, latency: float) -> None:
        page = self.page(number)
        page.heal()
        page.was_well, page.was_far, page.latency = False, True, latency
        self.engine.pass_time(12.0)

    @precondition(EngineRules.has_pages)
    @rule(number=numbers, seq=st.sampled_from([-1, 0, 1, 2, 10**6]))
    def answer_unsolicited(self, number: int, seq: int) -> None:
        for _ in range(4):
            self.page(number).answer(seq)
            self.engine.pass_time(0.8)

    @precondition(EngineRules.has_pages)
    @rule(number=numbers, on=st.booleans())
    def hold(self, number: int, on: bool) -> None:
        self.page(number).hold(on)

    @rule(items=lists, is_heard=st.booleans(), symbol=symbols, price=prices)
    def edit(self, items: list[str], is_heard: bool, symbol: str, price: int) -> None:
        """Of the list, while something trades."""
        self.engine.exchange.trade(symbol, str(price))
        self.engine.edit(items, is_heard)
        self.engine.pass_time(0.3)


class FaultRules(EngineRules):
    @rule(frames=st.sampled_from([1, 3, 40]), is_garbled=st.booleans(), symbol=symbols)
    def lose(self, frames: int, is_garbled: bool, symbol: str) -> None:
        """Frames, while and after which a symbol trades."""
        exchange, wire = self.engine.exchange, self.engine.wire
        exchange.trade(symbol, "3")
        self.engine.pass_time(0.6)
        wire.frames_to_lose, wire.frames_to_garble = frames, int(is_garbled)
        self.engine.pass_time((frames + is_garbled - 1) * 0.1)
        exchange.trade(symbol, "4")
        self.engine.pass_time(0.15)
        exchange.trade(symbol, "3")
        self.engine.pass_time(0.15)

    @rule(seconds=st.sampled_from([0.5, 4.0, 8.0]))
    def delay(self, seconds: float) -> None:
        self.engine.begin_fault(self.engine.wire.delay(seconds))

    @rule(seconds=st.sampled_from([1.0, 6.0]))
    def lag(self, seconds: float) -> None:
        self.engine.begin_fault(self.engine.wire.lag(seconds))
        self.engine.pass_time(7.0)

    @rule()
    def repeat(self) -> None:
        self.engine.begin_fault(self.engine.wire.repeat())
        self.engine.pass_time(0.05)

    @rule(seconds=st.sampled_from([0.5, 4.0]))
    def restart_layer(self, seconds: float) -> None:
        self.engine.begin_fault(self.engine.wire.restart(seconds))

    @rule(hours=hours)
    def restart_publisher(self, hours: int) -> None:
        """Perhaps on a host whose clock is wrong."""
        publishers = self.engine.publishers
        self.engine.publishing.skew = hours * HOUR
        publishers.stop(0)
        if not publishers.running:
            publishers.start()
        publishers.give_lease(0)
        self.engine.pass_time(0.3)

    @rule(hours=hours)
    def take_over(self, hours: int) -> None:
        """By one that stood by; the other stands by from now on."""
        publishers = self.engine.publishers
        if len(publishers.running) < 2:
            publishers.start()
            self.engine.pass_time(0.5)
        self.engine.publishing.skew = hours * HOUR
        publishers.give_lease(1)
        publishers.running.reverse()
        self.engine.pass_time(0.3)

    @rule(hours=hours, is_publishers=st.booleans())
    def jump_clock(self, hours: int, is_publishers: bool) -> None:
        host = self.engine.publishing if is_publishers else self.engine.web
        host.skew = hours * HOUR
        self.engine.pass_time(5.0)

    @rule(seconds=st.sampled_from([0.4, 2.0, 15.0, 200.0]))
    def stall(self, seconds: float) -> None:
        self.engine.stall(seconds)
