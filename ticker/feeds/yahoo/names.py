"""What Yahoo calls our instruments."""

from __future__ import annotations

import re

from ticker.market.instruments import InstrumentDefinition

ENDS = (
    (re.compile(r"-([A-Z]?)$"), r"-P\1"),
    (re.compile(r"\.WS\.?([A-Z]?)$"), r"-WT\1"),
    (re.compile(r"\.U$"), "-UN"),
    (re.compile(r"\."), "-"),
)
"""A preferred share, a warrant, a unit, and a class: a dot is before an exchange's code there."""


def name_of(definition: InstrumentDefinition) -> str:
    """BRK-B for our BRK.B, ABR-PD for ABR-D."""
    name = definition.ticker
    for end, theirs in ENDS:
        if end.search(name):
            return end.sub(theirs, name)
    return name


def is_offered(definition: InstrumentDefinition) -> bool:
    """Whether Yahoo has it under that name: what trades in the United States."""
    return definition.calendar == "XNYS"
