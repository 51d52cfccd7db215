"""The recorded opening bell in a window: the figures are known."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.windows import Windows, cell
from tests.support.recording import FIGURES, KEYS
from tests.support.server import Server

VOLUMES = {"ARCX:SPY": "10.7M", "XNYS:BAC": "8.24M", "XNYS:IBM": "613K", "XNYS:AIG": "548K"}


@pytest.mark.parametrize("symbol", FIGURES)
def test_a_row_shows_the_figures(played: Server, windows: Windows, symbol: str) -> None:
    columns = "".join(f"&columns={key}" for key in KEYS)
    page = windows.open(f"{played.origin}/boards/all/?q={symbol}{columns}")
    wanted = dict(zip(KEYS, FIGURES[symbol], strict=True)) | {"volume": VOLUMES[symbol]}
    for key, text in wanted.items():
        expect(page.locator(cell(symbol, key))).to_have_text(text)
    expect(page.locator("#state")).to_have_attribute("data-word", "ENDED")
