from __future__ import annotations

import pytest

from dashboard.kiosk.failures import failures


@pytest.fixture(autouse=True)
def nothing_has_failed() -> None:
    """What fails is remembered by the process."""
    failures.clear()
