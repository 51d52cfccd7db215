"""Alpaca's names for instruments."""

from __future__ import annotations

import re

from ticker.market.instruments import InstrumentDefinition

PREFERRED = re.compile(r"-([A-Z]?)$")


def raw_symbol(definition: InstrumentDefinition) -> str:
    """The ticker with its dot: BRK.B. The preferred share ABR-D is ABR.PRD."""
    return PREFERRED.sub(r".PR\1", definition.ticker)


def is_offered(definition: InstrumentDefinition) -> bool:
    """Whether Alpaca has it under that name: everything that trades in the United States."""
    return definition.calendar == "XNYS"
