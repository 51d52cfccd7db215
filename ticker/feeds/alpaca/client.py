"""alpaca-py's clients, and the only place that imports it."""

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
"""Frames that have come and wait; with more, the server is left to wait."""

FRAME_LIMIT = 8 * 1024 * 1024
"""Bytes of a frame."""

CLOSE_LIMIT = 0.5
"""Seconds for each step of a close that the other side takes part in."""

ANSWER_LIMIT = 10.0
"""Seconds for an answer to a request, before which nothing is heard of it."""


def stream_client(
    credentials: tuple[str, str], feed: str, url: str, names: Sequence[str]
) -> StockDataStream:
    """Not connected. It will ask for all that is said of these names. ``url`` is a server in the
    place of Alpaca's, http://host:port."""
    _quieten()
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
    client.subscribe_trades(_unheard, *names)
    client.subscribe_quotes(_unheard, *names)
    client.subscribe_trading_statuses(_unheard, *names)
    client.subscribe_daily_bars(_unheard, *names)
    return client


async def _unheard(_: Any) -> None:
    """The library calls it from its own loop, which is not used."""


def history_client(credentials: tuple[str, str], url: str) -> StockHistoricalDataClient:
    """It does not wait for an answer for ever."""
    _quieten()
    from alpaca.data.historical.stock import StockHistoricalDataClient
    from requests.adapters import HTTPAdapter

    class Impatient(HTTPAdapter):
        def send(self, *args: Any, **kwargs: Any) -> Any:
            return super().send(*args, **{**kwargs, "timeout": ANSWER_LIMIT})

    client = StockHistoricalDataClient(*credentials, raw_data=True, url_override=url or None)
    for scheme in ("http://", "https://"):
        client._session.mount(scheme, Impatient())
    return client


def _quieten() -> None:
    """websockets has to tell the library's authors of a module that is deprecated; and where
    everything is logged, it would log the secret that is sent."""
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"websockets\.legacy")
    logging.getLogger("websockets").setLevel(logging.WARNING)
