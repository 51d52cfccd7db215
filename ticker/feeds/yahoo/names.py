"""What Yahoo calls our instruments."""

from __future__ import annotations

from ticker.instruments import InstrumentDefinition


def name_of(definition: InstrumentDefinition) -> str:
    """The ticker, with - where we write a dot: BRK-B. A dot is before an exchange's code there."""
    return definition.ticker.replace(".", "-")


def is_offered(definition: InstrumentDefinition) -> bool:
    """Whether Yahoo has it under that name: what trades in the United States."""
    return definition.calendar == "XNYS"
