"""Yahoo's names for instruments."""

from __future__ import annotations

import re

from ticker.market.instruments import InstrumentDefinition

SUFFIXES = (
    (re.compile(r"-([A-Z]?)$"), r"-P\1"),
    (re.compile(r"\.WS\.?([A-Z]?)$"), r"-WT\1"),
    (re.compile(r"\.U$"), "-UN"),
    (re.compile(r"\."), "-"),
)
"""Preferred shares, warrants, units and classes: in Yahoo's names a dot precedes an exchange's
code."""


def raw_symbol(definition: InstrumentDefinition) -> str:
    """BRK-B for BRK.B, ABR-PD for ABR-D."""
    name = definition.ticker
    for end, theirs in SUFFIXES:
        if end.search(name):
            return end.sub(theirs, name)
    return name


def is_offered(definition: InstrumentDefinition) -> bool:
    """Whether Yahoo has it under that name: everything that trades in the United States."""
    return definition.calendar == "XNYS"
