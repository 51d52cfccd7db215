"""Reads the tape and sends each tick to its symbol's group."""

from __future__ import annotations

import asyncio
import json
import os
import shlex

from channels.layers import get_channel_layer

from benchmarks.tutorial.quotes import update_quote

FEED = "FEED"
"""The environment variable with the command that prints the events."""


def group_name(symbol: str) -> str:
    return "ticks." + symbol.replace(":", "-")


async def publish() -> None:
    layer = get_channel_layer()
    assert layer is not None, "the settings name one"
    command = shlex.split(os.environ[FEED])
    tape = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert tape.stdout is not None
    async for line in tape.stdout:
        event = json.loads(line)
        if "symbol" in event:
            quote = update_quote(event)
            if event["type"] != "reference":
                await layer.group_send(
                    group_name(event["symbol"]), {"type": "tick", "quote": quote}
                )
