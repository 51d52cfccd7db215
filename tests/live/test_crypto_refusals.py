"""What crypto:// does where an exchange will not, or has not what it is asked for."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import pytest

from drills.providers.kraken import KrakenServer, trade, trades
from tests.live.test_crypto import kraken, only_server
from tests.support.examples import BTC, DOGE, SECOND, UNIVERSE
from tests.support.feedreading import read_feed, wait_until_logged
from tests.support.server import free_port
from ticker.feeds.crypto import stream
from ticker.feeds.crypto.exchange import ExchangeFactory
from ticker.market.events import HeartbeatEvent

__all__ = ["kraken", "only_server"]  # the fixtures


@pytest.mark.parametrize("status", [HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS])
async def test_refused_at_the_handshake(
    kraken: KrakenServer, status: HTTPStatus, caplog: pytest.LogCaptureFixture
) -> None:
    kraken.refusal = status
    async with read_feed(kraken.url) as found:
        await wait_until_logged(
            caplog, f"kraken: refused with HTTP {status.value}; connecting again"
        )
        assert found.events == [], "no sign of life"
        kraken.refusal = None
        await found.wait_until(lambda: bool(found.trades))


async def test_one_instrument_that_is_refused_keeps_no_other_back(
    kraken: KrakenServer, caplog: pytest.LogCaptureFixture
) -> None:
    kraken.refused_pairs = {"DOGE/USD"}
    async with read_feed(kraken.url, "") as found:
        kraken.snapshots["trade"] = []
        await found.wait_until(lambda: bool(found.quotes))
        await wait_until_logged(caplog, "kraken says: Currency pair not supported DOGE/USD")
        kraken.send_messages(trades(trade(2)))
        await found.wait_for_trade(2)
    assert {each.symbol for each in found.trades} == {BTC}
    assert DOGE in UNIVERSE


async def test_all_that_is_refused_is_no_life(
    kraken: KrakenServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(stream, "PRICE_LIMIT", 0.2)
    kraken.refused_pairs, kraken.snapshots = {"BTC/USD"}, {"ticker": [], "trade": []}
    async with read_feed(kraken.url) as found:
        why = "kraken: no price within 0.2 s: Currency pair not supported BTC/USD; connecting again"
        await wait_until_logged(caplog, why)
        assert found.events == []


async def test_whoever_says_no_price_is_asked_again(
    kraken: KrakenServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with read_feed(kraken.url, "&symbols=BTC-USD&mute=1") as found:
        await wait_until_logged(caplog, "kraken: no price for 1 s; connecting again")
        await found.wait_until(
            lambda: any(isinstance(each, HeartbeatEvent) for each in found.events)
        )
        await asyncio.to_thread(kraken.wait_for, 4)
        await found.wait_until(lambda: bool(found.gaps))
        assert found.gaps[0].ts_recv - (found.gaps[0].gap_since or 0) > SECOND, (
            "from the last price"
        )
    assert (len(found.trades), len(found.quotes)) == (1, 1), "what is known is not told again"


async def test_nobody_there(caplog: pytest.LogCaptureFixture) -> None:
    async with read_feed(f"http://127.0.0.1:{free_port()}") as found:
        await wait_until_logged(caplog, "kraken: Cannot connect to host 127.0.0.1")
        assert found.events == []


async def test_markets_that_the_exchange_has(
    kraken: KrakenServer, caplog: pytest.LogCaptureFixture
) -> None:
    """They are asked for once; what it does not have is left out."""
    maker = Asking("kraken", kraken.url)
    for _ in range(2):
        made = await maker.create(["BTC/USD", "DOGE/USD"])
        assert list(made.markets) == ["BTC/USD"]
        assert made.markets["BTC/USD"]["id"] == "XXBTZUSD"
        await made.close()
    assert sorted(kraken.requested_paths) == ["/0/public/AssetPairs", "/0/public/Assets"]
    assert "kraken has no DOGE/USD; left out" in caplog.messages


class Asking(ExchangeFactory):
    """Asks its server for markets, too."""

    def _set_markets(self, *_: object) -> None:
        return
