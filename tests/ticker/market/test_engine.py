"""The whole live engine, from the feed to the painted row, against whatever may happen to it.

Hypothesis makes up the events and the faults; time is virtual, so that minutes cost nothing. After
every instant each page is checked: what it was sent, what it shows, what flashes. Now and then, and
in the end, everything is healed, and every page must be as a fresh one.

Many more examples, other ones each time, and of what fails the least that does (some minutes more):
``ENGINE_EXAMPLES=2000 pytest tests/ticker/market/test_engine.py``.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import rule

from tests.support.machine import FaultRules, MarketRules, PageRules

EXAMPLES = int(os.environ.get("ENGINE_EXAMPLES", "0"))


class EngineMachine(MarketRules, PageRules, FaultRules):
    @rule()
    def settle(self) -> None:
        engine = self.engine
        engine.settle()
        for page in (engine.witness, *engine.pages):
            if page.is_open and page.rate:
                engine.compare(page)

    def teardown(self) -> None:
        if not hasattr(self, "engine"):
            return
        try:
            if not self.engine.is_broken:
                self.settle()
                self.engine.close()
        finally:
            self.engine.abandon()


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Faults by the thousand are no news."""
    logger = logging.getLogger("ticker")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(level)


TestEngine = pytest.mark.long(EngineMachine.TestCase)
TestEngine.settings = settings(
    max_examples=EXAMPLES or 30,
    derandomize=not EXAMPLES,
    stateful_step_count=30,
    phases=list(Phase) if EXAMPLES else [Phase.generate],
    suppress_health_check=list(HealthCheck),
)
