"""alpaca:// as it runs beside a server: a process whose keys nobody else sees."""

from __future__ import annotations

import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from drills.providers.alpaca import KEY_ID, SECRET_KEY, AlpacaServer, trade
from tests.support.server import MANAGE, PATIENCE, ROOT, environment
from ticker.market.events import Trade, decode


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="arguments are read from /proc")
def test_its_keys_are_in_no_argument_and_no_log(var_dir: Path) -> None:
    server = AlpacaServer()
    keys = {"ALPACA_KEY_ID": KEY_ID, "ALPACA_SECRET_KEY": SECRET_KEY}
    url = f"alpaca://sip?symbols=XNYS:IBM&url={server.url}"
    process = subprocess.Popen(
        [*MANAGE, "print_feed", url],
        cwd=ROOT,
        env=environment(var_dir, LOG_LEVEL="DEBUG", **keys),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        server.wait_for(1)
        server.send_messages(trade(7, p=182.9125))
        assert process.stdout is not None
        said = (decode(line) for line in process.stdout)
        heard = next(each for each in said if isinstance(each, Trade))
        assert (heard.trade_id, heard.price) == ("7-N", Decimal("182.9125"))
        arguments = Path(f"/proc/{process.pid}/cmdline").read_bytes()
        process.terminate()
        _, log = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, log
    finally:
        process.kill()
        process.wait()
        server.close()
    assert b"print_feed" in arguments
    assert b"asyncio" in log, "it logs everything"
    for secret in (KEY_ID, SECRET_KEY):
        assert secret.encode() not in arguments + log
        assert secret.encode()[:8].hex(" ").encode() not in log
