"""A viewer's own list: as a board's socket, with the symbols that the viewer's number draws."""

from __future__ import annotations

import random
from typing import Any
from urllib.parse import parse_qs

from benchmarks.ticks import SYMBOLS
from ticker.live.subscription import Subscription, TableSpec
from ticker.rows.columns import DEFAULT
from ticker.rows.rows import Layout
from ticker.web.consumers import TickerConsumer
from ticker.web.process import process

LENGTH = 20


class OwnListConsumer(TickerConsumer):
    async def subscribe(self, scope: dict[str, Any]) -> Subscription:
        asked = parse_qs(scope["query_string"].decode())
        number, length = asked["number"][0], int(asked.get("length", [LENGTH])[0])
        taped = [each.symbol for each in process.universe][:SYMBOLS]
        rng = random.Random(number)  # noqa: S311 - a list for a benchmark is no secret
        symbols = rng.sample(taped, length)
        layout = Layout(table="own", columns=DEFAULT)
        view = TableSpec(layout=layout, key=f"own {number} {length}", select=lambda mirror: symbols)
        return Subscription([view], rate=10)
