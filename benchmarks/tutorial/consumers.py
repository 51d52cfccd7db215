"""One consumer a page; each renders what it sends."""

from __future__ import annotations

from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.template.loader import render_to_string

from benchmarks.tutorial.publisher import group_name
from benchmarks.tutorial.quotes import BOARD, quotes


class TutorialConsumer(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        await self.accept()
        for symbol in BOARD:
            await self.channel_layer.group_add(group_name(symbol), self.channel_name)
        known = [quotes[each] for each in BOARD if each in quotes]
        rows = [render_to_string("row.html", {"quote": quote}) for quote in known]
        await self.send(text_data="".join(rows))

    async def disconnect(self, code: int) -> None:
        for symbol in BOARD:
            await self.channel_layer.group_discard(group_name(symbol), self.channel_name)

    async def tick(self, event: dict[str, Any]) -> None:
        await self.send(text_data=render_to_string("row.html", {"quote": event["quote"]}))
