"""Adds instruments to the database; processes read them when they start."""

from __future__ import annotations

import logging

from django.db import Error

from ticker.ingest.sink import LONG_RETRY, ClosedError
from ticker.market.instruments import InstrumentDefinition
from ticker.models import Instrument
from ticker.store.database import one_line, run_in_db_thread

logger = logging.getLogger(__name__)


async def insert_instruments(definitions: list[InstrumentDefinition], source: str) -> set[str]:
    """Returns the symbols for which there was no room. Raises ClosedError."""
    try:
        return await run_in_db_thread(Instrument.objects.add, definitions, source)
    except Error as error:
        logger.error("instruments of %s could not be added: %s", source, one_line(error))
        raise ClosedError("instruments cannot be added now", LONG_RETRY) from None
