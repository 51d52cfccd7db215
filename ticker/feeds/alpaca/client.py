"""The clients of alpaca-py; only this module imports it."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alpaca.data.historical.stock import StockHistoricalDataClient
    from alpaca.data.live.stock import StockDataStream

STREAM = "wss://stream.data.alpaca.markets"

FRAMES_HELD = 64
"""Frames that may wait here; beyond that the server must wait."""

FRAME_LIMIT = 8 * 1024 * 1024
"""Bytes of a frame."""

CLOSE_LIMIT = 0.5
"""Seconds for each step of a close in which the other side takes part."""

ANSWER_LIMIT = 10.0
"""Seconds for the answer to a request."""


def stream_client(
    credentials: tuple[str, str], feed: str, url: str, raw_symbols: Sequence[str]
) -> StockDataStream:
    """An unconnected client, set up to subscribe to everything about these names. ``url`` is a
    server instead of Alpaca's, http://host:port."""
    _quiet_library()
    from alpaca.data.live.stock import StockDataStream

    server = f"ws{url.removeprefix('http')}" if url else STREAM
    client = StockDataStream(
        *credentials,
        raw_data=True,
        url_override=f"{server}/v2/{feed}",
        websocket_params={
            "close_timeout": CLOSE_LIMIT,
            "max_queue": FRAMES_HELD,
            "max_size": FRAME_LIMIT,
            "ping_interval": None,
        },
    )
    client.subscribe_trades(_ignore_message, *raw_symbols)
    client.subscribe_quotes(_ignore_message, *raw_symbols)
    client.subscribe_trading_statuses(_ignore_message, *raw_symbols)
    client.subscribe_daily_bars(_ignore_message, *raw_symbols)
    return client


async def _ignore_message(_: Any) -> None:
    """The library calls this from its own loop, which is not used."""


def history_client(credentials: tuple[str, str], url: str) -> StockHistoricalDataClient:
    """A client that does not wait for ever."""
    _quiet_library()
    from alpaca.data.historical.stock import StockHistoricalDataClient
    from requests.adapters import HTTPAdapter

    class Impatient(HTTPAdapter):
        def send(self, *args: Any, **kwargs: Any) -> Any:
            return super().send(*args, **{**kwargs, "timeout": ANSWER_LIMIT})

    client = StockHistoricalDataClient(*credentials, raw_data=True, url_override=url or None)
    for scheme in ("http://", "https://"):
        client._session.mount(scheme, Impatient())
    return client


def _quiet_library() -> None:
    """Hide a deprecation warning meant for the library's authors, and keep websockets from logging
    the secret when everything is logged."""
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"websockets\.legacy")
    logging.getLogger("websockets").setLevel(logging.WARNING)
