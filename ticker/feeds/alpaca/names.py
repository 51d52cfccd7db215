"""What Alpaca calls our instruments."""

from __future__ import annotations

from ticker.instruments import InstrumentDefinition


def name_of(definition: InstrumentDefinition) -> str:
    """The ticker, with its dot: BRK.B."""
    return definition.ticker


def is_offered(definition: InstrumentDefinition) -> bool:
    """Whether Alpaca has it under that name: what trades in the United States."""
    return definition.calendar == "XNYS"
