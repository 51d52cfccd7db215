"""Yahoo's pricing messages as events.

A message tells the current price, not every trade: Yahoo skips trades. It has a name, a price and a
time; most messages of equities also have `day_volume` and `change`, few have more. Zero fields are
not sent at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from ticker.feeds.edge import AHEAD_LIMIT
from ticker.feeds.increment import round_to_increment
from ticker.feeds.invalidline import invalid_line
from ticker.feeds.symbology import SymbolMap
from ticker.feeds.yahoo.instrumentday import REGULAR, InstrumentDay, Message, market_hours
from ticker.market.events import SNAPSHOT, AnyEvent, Quote, Reference, Trade
from ticker.market.instruments import InstrumentDefinition
from ticker.market.sessions import calendars

MILLISECOND = 1_000_000

DAY_FIELDS = {"open": "open_price", "high": "day_high", "low": "day_low"}
"""Figures of the day: the project's name and Yahoo's."""


class YahooParser:
    """``clock`` returns UTC nanoseconds; every event has these ``flags``."""

    def __init__(self, symbols: SymbolMap, clock: Callable[[], int], flags: int) -> None:
        self._symbols, self._clock, self._flags = symbols, clock, flags
        self._days: dict[str, InstrumentDay] = {}

    def events(self, message: Message | str) -> Iterator[AnyEvent | bytes]:
        """The new facts of a message. A string describes something that is no message."""
        if isinstance(message, str):
            yield invalid_line(message)
            return
        name = str(message.get("id", ""))
        definition = self._symbols.get(name)
        ts = int(message.get("time", 0)) * MILLISECOND
        if definition is None:
            yield invalid_line(f"a pricing of {name!r}")
        elif not 0 < ts <= self._clock() + AHEAD_LIMIT:
            yield invalid_line(
                f"a pricing of {name} with the time {message.get('time', 'left out')}"
            )
        elif not {"price", "bid", "ask"} & message.keys():
            yield invalid_line(f"a pricing of {name} without a price")
        else:
            yield from self._parse(definition, message, ts)

    def _parse(
        self, definition: InstrumentDefinition, message: Message, ts: int
    ) -> Iterator[AnyEvent]:
        trade_date = calendars()[definition.calendar].at(ts).trade_date
        known = self._days.get(definition.symbol)
        if known is None or trade_date > known.trade_date:
            known = self._days[definition.symbol] = InstrumentDay(trade_date)
        if message == known.message:
            return  # repeated, such as after a reconnection
        if "price" in message and known.is_trade(message, ts):
            yield self._trade(definition, message, ts, known)
        # The day's volume includes the trade and is reported after it, so nothing counts twice.
        # Outside regular hours the figures may be of another day, and the change is against another
        # close.
        if market_hours(message) == REGULAR and ts >= known.ts:
            yield from self._reference(definition, message, ts, known)
        if "bid" in message or "ask" in message:
            yield self._quote(definition, message, ts)
        known.update(message, ts)

    def _trade(
        self, definition: InstrumentDefinition, message: Message, ts: int, day: InstrumentDay
    ) -> Trade:
        """The first trade of a trade date may be from before this process connected: it has a price
        but no size, and the day's volume is reported separately."""
        size = day.trade_size(message, ts)
        day.add_trade(size)
        return Trade(
            symbol=definition.symbol,
            ts_event=ts,
            price=round_to_increment(float(message["price"]), definition.price_increment),
            size=Decimal(size),
            flags=self._flags | (0 if day.message else SNAPSHOT),
        )

    def _reference(
        self, definition: InstrumentDefinition, message: Message, ts: int, day: InstrumentDay
    ) -> Iterator[Reference]:
        """The figures that changed; for the volume, what the trades do not explain."""
        figures = {
            ours: round_to_increment(float(message[yahoos]), definition.price_increment)
            for ours, yahoos in DAY_FIELDS.items()
            if yahoos in message
        }
        if (close := _prev_close(message)) is not None:
            figures["prev_close"] = round_to_increment(close, definition.price_increment)
        if "day_volume" in message:
            figures["volume"] = Decimal(int(message["day_volume"]))
        if changed := day.take_changed(figures):
            yield Reference(symbol=definition.symbol, ts_event=ts, flags=self._flags, **changed)

    def _quote(self, definition: InstrumentDefinition, message: Message, ts: int) -> Quote:
        """Without sizes: Yahoo does not tell whether they are shares or lots."""
        bid, ask = (
            round_to_increment(float(message[side]), definition.price_increment)
            if side in message
            else None
            for side in ("bid", "ask")
        )
        return Quote(symbol=definition.symbol, ts_event=ts, bid=bid, ask=ask, flags=self._flags)


def _prev_close(message: Message) -> float | None:
    """Price minus change, if not sent directly. A missing change may be zero or unknown."""
    if "previous_close" in message:
        return float(message["previous_close"])
    if "price" in message and "change" in message:
        return float(message["price"]) - float(message["change"])
    return None
