"""An introduction: what a reference event says of an instrument that nobody knows yet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from ticker.market.events import AssetClass, BadEventError, Reference, check, decode
from ticker.market.instruments import LONGEST_SYMBOL, SYMBOL, InstrumentDefinition, Universe

CURRENCY = re.compile(r"[A-Za-z0-9]{1,8}")

LEAST_INCREMENT, GREATEST_INCREMENT = Decimal("1e-10"), Decimal(10**6)
"""What the database keeps digit by digit."""

ROUND_THE_CLOCK = "24/7"


def definition_in(event: Reference, universe: Universe) -> InstrumentDefinition:
    """What it leaves out is as with most: a price increment of 0.01, US dollars, the calendar of
    its venue, and coins where there are coins. Of a venue that nobody knows no session is claimed:
    it is open round the clock.

    Raises BadEventError (unknown_symbol, invalid, and those of ``check``).
    """
    check(event)
    symbol = event.symbol
    if not SYMBOL.fullmatch(symbol) or len(symbol) > LONGEST_SYMBOL:
        why = f"{symbol[:LONGEST_SYMBOL]!r} is not VENUE:TICKER, so no instrument can be made of it"
        raise BadEventError("unknown_symbol", why)
    if event.currency is not None and not CURRENCY.fullmatch(event.currency):
        raise BadEventError("invalid", f"currency {event.currency!r}")
    venue, _, ticker = symbol.partition(":")
    beside = universe.first_of(venue)
    asset_class = event.asset_class or _asset_class(beside)
    is_coin = asset_class == "CRYPTO"
    increment = _increment(event.price_increment)
    return InstrumentDefinition(
        symbol=symbol,
        name=event.name or ticker,
        asset_class=asset_class,
        currency=event.currency or "USD",
        price_increment=increment,
        size_increment=Decimal("1e-8") if is_coin else Decimal(1),
        round_lot=1 if is_coin else 100,
        calendar=beside.calendar if beside else ROUND_THE_CLOCK,
        seed_price=max(Decimal(100), 1000 * increment),
    )


def read_introductions(lines: Iterable[bytes], universe: Universe) -> list[InstrumentDefinition]:
    """What the reference events of NDJSON tell of and is not in the universe: what is said first
    counts. Other events are passed over.

    Raises ValueError that names the line.
    """
    found: dict[str, InstrumentDefinition] = {}
    for number, line in enumerate(lines, start=1):
        try:
            event = decode(line) if not line.isspace() else None
            if isinstance(event, Reference) and not _is_known(event.symbol, universe):
                found.setdefault(event.symbol, definition_in(event, universe))
        except BadEventError as error:
            raise ValueError(f"line {number}: {error}") from None
    return list(found.values())


def _is_known(text: str, universe: Universe) -> bool:
    """Also by a bare ticker, of whichever it is."""
    try:
        universe.resolve(text)
    except BadEventError as error:
        return error.reason == "ambiguous_symbol"
    return True


def _asset_class(beside: InstrumentDefinition | None) -> AssetClass:
    return "CRYPTO" if beside is not None and beside.asset_class == "CRYPTO" else "EQUITY"


def _increment(said: Decimal | None) -> Decimal:
    if said is None:
        return Decimal("0.01")
    is_in_range = LEAST_INCREMENT <= said < GREATEST_INCREMENT
    if not is_in_range or said != said.quantize(LEAST_INCREMENT):
        raise BadEventError("invalid", f"price_increment {said:.9g}")
    return said.normalize()
