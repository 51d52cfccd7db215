"""Definitions of unknown instruments, read from reference events."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from ticker.market.events import AssetClass, BadEventError, Reference, check, decode
from ticker.market.instruments import MAX_SYMBOL_LENGTH, SYMBOL, InstrumentDefinition, Universe

CURRENCY = re.compile(r"[A-Za-z0-9]{1,8}")

LEAST_INCREMENT, GREATEST_INCREMENT = Decimal("1e-10"), Decimal(10**6)
"""Fields that the database stores digit by digit."""

ROUND_THE_CLOCK = "24/7"


def definition_from_reference(event: Reference, universe: Universe) -> InstrumentDefinition:
    """The definition in a reference event. Defaults: a price increment of 0.01, US dollars, the
    calendar of its venue, and the asset class CRYPTO at crypto venues. An unknown venue claims no
    sessions: it is open round the clock.

    Raises BadEventError (unknown_symbol, invalid, and those of ``check``).
    """
    check(event)
    symbol = event.symbol
    if not SYMBOL.fullmatch(symbol) or len(symbol) > MAX_SYMBOL_LENGTH:
        text = symbol[:MAX_SYMBOL_LENGTH]
        why = f"{text!r} is not VENUE:TICKER, so no instrument can be made of it"
        raise BadEventError("unknown_symbol", why)
    if event.currency is not None and not CURRENCY.fullmatch(event.currency):
        raise BadEventError("invalid", f"currency {event.currency!r}")
    venue, _, ticker = symbol.partition(":")
    beside = universe.first_at(venue)
    asset_class = event.asset_class or _default_asset_class(beside)
    is_coin = asset_class == "CRYPTO"
    increment = _checked_increment(event.price_increment)
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


def read_reference_definitions(
    lines: Iterable[bytes], universe: Universe
) -> list[InstrumentDefinition]:
    """The unknown instruments in the reference events of NDJSON; of several events for one, the
    first counts. Other events are skipped.

    Raises ValueError that names the line.
    """
    definitions: dict[str, InstrumentDefinition] = {}
    for number, line in enumerate(lines, start=1):
        try:
            event = decode(line) if not line.isspace() else None
            if isinstance(event, Reference) and not _is_known(event.symbol, universe):
                definitions.setdefault(event.symbol, definition_from_reference(event, universe))
        except BadEventError as error:
            raise ValueError(f"line {number}: {error}") from None
    return list(definitions.values())


def _is_known(text: str, universe: Universe) -> bool:
    """A bare ticker of any known instrument counts as known."""
    try:
        universe.resolve(text)
    except BadEventError as error:
        return error.reason == "ambiguous_symbol"
    return True


def _default_asset_class(venue_sibling: InstrumentDefinition | None) -> AssetClass:
    return (
        "CRYPTO"
        if venue_sibling is not None and venue_sibling.asset_class == "CRYPTO"
        else "EQUITY"
    )


def _checked_increment(given: Decimal | None) -> Decimal:
    if given is None:
        return Decimal("0.01")
    is_in_range = LEAST_INCREMENT <= given < GREATEST_INCREMENT
    if not is_in_range or given != given.quantize(LEAST_INCREMENT):
        raise BadEventError("invalid", f"price_increment {given:.9g}")
    return given.normalize()
