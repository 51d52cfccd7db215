"""A small universe and what can happen in it, for the tests of the ticker room."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from ticker.market.day import Day
from ticker.market.events import AnyEvent, Quote, Status, Trade, TradeCorrection, TradingStatus
from ticker.market.frames import FeedState, Frame
from ticker.market.freshness import Freshness
from ticker.market.instruments import InstrumentDefinition, Universe
from ticker.market.level1 import Level1
from ticker.market.market import Market
from ticker.market.sessions import NEW_YORK, calendars

SECOND = 10**9
SPY, BAC, IBM, AIG = "ARCX:SPY", "XNYS:BAC", "XNYS:IBM", "XNYS:AIG"
BTC, DOGE = "KRAKEN:BTC-USD", "KRAKEN:DOGE-USD"


def _equity(symbol: str, name: str) -> InstrumentDefinition:
    return InstrumentDefinition(symbol=symbol, name=name, asset_class="EQUITY")


def _crypto(symbol: str, increment: str) -> InstrumentDefinition:
    return InstrumentDefinition(
        symbol=symbol,
        name=symbol.partition(":")[2],
        asset_class="CRYPTO",
        price_increment=Decimal(increment),
        size_increment=Decimal("0.00000001"),
        round_lot=1,
        calendar="24/7",
    )


UNIVERSE = Universe(
    [
        InstrumentDefinition(symbol=SPY, name="SPDR S&P 500 ETF", asset_class="ETF"),
        _equity(BAC, "Bank of America"),
        _equity(IBM, "IBM"),
        _equity(AIG, "American International Group"),
        _equity("XNAS:TWIN", "Twin at Nasdaq"),
        _equity("XNYS:TWIN", "Twin in New York"),
        _crypto(BTC, "0.1"),
        _crypto(DOGE, "0.0000001"),
    ]
)


def ns_at(text: str) -> int:
    """UTC nanoseconds of a New York time, written as ``2013-10-07 09:30``."""
    return int(datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).timestamp()) * SECOND


OPEN = ns_at("2013-10-07 09:30")
"""A Monday's opening bell."""


def decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def trade(price: str, size: str = "100", ts: int = OPEN, symbol: str = IBM, **more: Any) -> Trade:
    return Trade(symbol=symbol, ts_event=ts, price=Decimal(price), size=Decimal(size), **more)


def quote(bid: str | None, ask: str | None, ts: int = OPEN, symbol: str = IBM) -> Quote:
    """With 200 wanted and 300 offered."""
    return Quote(
        symbol=symbol,
        ts_event=ts,
        bid=decimal(bid),
        bid_size=Decimal(200),
        ask=decimal(ask),
        ask_size=Decimal(300),
    )


def status(word: Status, reason: str | None = None, ts: int = OPEN) -> TradingStatus:
    return TradingStatus(symbol=IBM, ts_event=ts, status=word, reason=reason)


def cancel(trade_id: str, ts: int = OPEN, symbol: str = IBM) -> TradeCorrection:
    return TradeCorrection(symbol=symbol, ts_event=ts, trade_id=trade_id, action="cancel")


def correct(trade_id: str, price: str | None = None, size: str | None = None) -> TradeCorrection:
    return TradeCorrection(
        symbol=IBM,
        ts_event=OPEN,
        trade_id=trade_id,
        action="correct",
        price=decimal(price),
        size=decimal(size),
    )


def market_after(*events: AnyEvent) -> Market:
    """A market to which these were applied, whatever it thought of them."""
    market = Market(UNIVERSE, calendars)
    for event in events:
        market.apply(event)
    return market


def drain_levels(market: Market, n: int = 1, now: int = 0, clock: int = OPEN) -> dict[str, Level1]:
    """What changed, of a feed that says LIVE."""
    return {each.symbol: each for each in market.drain(n, now, Freshness("LIVE"), clock)}


def level(symbol: str = IBM, n: int = 1, **values: Any) -> Level1:
    return Level1(symbol=symbol, name=UNIVERSE[symbol].name, n=n, **values)


def figures_line(level: Level1 | Day, names: str) -> str:
    """The named figures as one line, "-" where there is none."""
    found = [getattr(level, name) for name in names.split()]
    return " ".join("-" if each is None else str(each) for each in found)


LIVE = FeedState(name="test", word=Freshness("LIVE"), clock=OPEN)


def frame(
    n: int,
    *rows: Level1,
    epoch: int = 1,
    ts: int = OPEN,
    is_keyframe: bool = False,
    feed: FeedState = LIVE,
) -> Frame:
    return Frame(epoch=epoch, n=n, ts=ts, is_keyframe=is_keyframe, feed=feed, rows=list(rows))
