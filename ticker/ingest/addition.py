"""Adds instruments to the database; processes read them when they start."""

from __future__ import annotations

import logging

from django.db import Error

from ticker.ingest.inlet import LONG, ClosedError
from ticker.market.instruments import InstrumentDefinition
from ticker.models import Instrument
from ticker.store.database import apart, one_line

logger = logging.getLogger(__name__)


async def add(definitions: list[InstrumentDefinition], source: str) -> set[str]:
    """Returns the symbols for which there was no room. Raises ClosedError."""
    try:
        return await apart(Instrument.objects.add, definitions, source)
    except Error as error:
        logger.error("instruments of %s could not be added: %s", source, one_line(error))
        raise ClosedError("instruments cannot be added now", LONG) from None
