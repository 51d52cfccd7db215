"""Yahoo's pricing messages as events.

A message tells the current price, not every trade: Yahoo skips trades. It has a name, a price and a
time; most messages of equities also have `day_volume` and `change`, few have more. Zero fields are
not sent at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from ticker.feeds.edge import AHEAD_LIMIT
from ticker.feeds.increment import quantised
from ticker.feeds.names import Names
from ticker.feeds.unusable import unusable
from ticker.feeds.yahoo.known import REGULAR, Known, Message, hours_of
from ticker.market.events import SNAPSHOT, AnyEvent, Quote, Reference, Trade
from ticker.market.instruments import InstrumentDefinition
from ticker.market.sessions import calendars

MILLISECOND = 1_000_000

DAY = {"open": "open_price", "high": "day_high", "low": "day_low"}
"""Figures of the day: the project's name and Yahoo's."""


class Pricing:
    """``clock`` returns UTC nanoseconds; every event has these ``flags``."""

    def __init__(self, names: Names, clock: Callable[[], int], flags: int) -> None:
        self._names, self._clock, self._flags = names, clock, flags
        self._known: dict[str, Known] = {}

    def events(self, message: Message | str) -> Iterator[AnyEvent | bytes]:
        """The new facts of a message. A string describes something that is no message."""
        if isinstance(message, str):
            yield unusable(message)
            return
        name = str(message.get("id", ""))
        definition = self._names.get(name)
        ts = int(message.get("time", 0)) * MILLISECOND
        if definition is None:
            yield unusable(f"a pricing of {name!r}")
        elif not 0 < ts <= self._clock() + AHEAD_LIMIT:
            yield unusable(f"a pricing of {name} with the time {message.get('time', 'left out')}")
        elif not {"price", "bid", "ask"} & message.keys():
            yield unusable(f"a pricing of {name} without a price")
        else:
            yield from self._of(definition, message, ts)

    def _of(self, its: InstrumentDefinition, message: Message, ts: int) -> Iterator[AnyEvent]:
        trade_date = calendars()[its.calendar].at(ts).trade_date
        known = self._known.get(its.symbol)
        if known is None or trade_date > known.trade_date:
            known = self._known[its.symbol] = Known(trade_date)
        if message == known.message:
            return  # repeated, such as after a reconnection
        if "price" in message and known.is_trade(message, ts):
            yield self._trade(its, message, ts, known)
        # The day's volume includes the trade and is reported after it, so nothing counts twice.
        # Outside regular hours the figures may be of another day, and the change is against another
        # close.
        if hours_of(message) == REGULAR and ts >= known.ts:
            yield from self._reference(its, message, ts, known)
        if "bid" in message or "ask" in message:
            yield self._quote(its, message, ts)
        known.hear(message, ts)

    def _trade(self, its: InstrumentDefinition, message: Message, ts: int, known: Known) -> Trade:
        """The first trade of a trade date may be from before this process connected: it has a price
        but no size, and the day's volume is reported separately."""
        size = known.size_of(message, ts)
        known.add(size)
        return Trade(
            symbol=its.symbol,
            ts_event=ts,
            price=quantised(float(message["price"]), its.price_increment),
            size=Decimal(size),
            flags=self._flags | (0 if known.message else SNAPSHOT),
        )

    def _reference(
        self, its: InstrumentDefinition, message: Message, ts: int, known: Known
    ) -> Iterator[Reference]:
        """The figures that changed; for the volume, what the trades do not explain."""
        figures = {
            ours: quantised(float(message[yahoos]), its.price_increment)
            for ours, yahoos in DAY.items()
            if yahoos in message
        }
        if (close := _prev_close(message)) is not None:
            figures["prev_close"] = quantised(close, its.price_increment)
        if "day_volume" in message:
            figures["volume"] = Decimal(int(message["day_volume"]))
        if changed := known.tell(figures):
            yield Reference(symbol=its.symbol, ts_event=ts, flags=self._flags, **changed)

    def _quote(self, its: InstrumentDefinition, message: Message, ts: int) -> Quote:
        """Without sizes: Yahoo does not tell whether they are shares or lots."""
        bid, ask = (
            quantised(float(message[side]), its.price_increment) if side in message else None
            for side in ("bid", "ask")
        )
        return Quote(symbol=its.symbol, ts_event=ts, bid=bid, ask=ask, flags=self._flags)


def _prev_close(message: Message) -> float | None:
    """Price minus change, if not sent directly. A missing change may be zero or unknown."""
    if "previous_close" in message:
        return float(message["previous_close"])
    if "price" in message and "change" in message:
        return float(message["price"]) - float(message["change"])
    return None
