from __future__ import annotations

import asyncio
import re
import time
from functools import partial
from typing import Any

from channels.db import database_sync_to_async
from django.http import QueryDict

from dashboard.kiosk import cookie, wall
from dashboard.kiosk.address import address_of, reload_url
from dashboard.kiosk.content import stages
from dashboard.kiosk.presence import Note, sightings
from dashboard.kiosk.rotation import Rotation
from dashboard.kiosk.showing import Showing, showing
from dashboard.kiosk.wall import Wall, revoked
from dashboard.screens import credentials
from ticker.live.close_codes import REVOKED, Refused
from ticker.live.connection import Connection
from ticker.live.subscription import Guard, Manner, Watched
from ticker.web.build import build
from ticker.web.consumers import TickerConsumer
from ticker.web.process import live

RATE = 4
"""Frames a second: nobody reads more of them from a distance."""

BROWSER = re.compile(r"(?:Chrome|Firefox|Version)/\d+")


class KioskConsumer(TickerConsumer):
    page = "kiosk"
    spacing = 0.5

    async def watched(self, scope: dict[str, Any]) -> Watched:
        token = cookie.token_of_scope(scope)
        self._wall = await database_sync_to_async(_read)(token)
        self._address, self._browser = address_of(scope), _browser(scope)
        self._rotation = Rotation()
        self._loads = QueryDict(scope["query_string"]).get("loads") or str(self._wall.screen.loads)
        self._check_loads()
        return self._turn()

    async def renew(self) -> Watched:
        before = self._wall
        self._wall = await database_sync_to_async(wall.read)(before.screen.pk)
        self._check_loads()
        if self._wall.shown != before.shown:
            self._rotation.edited()
        return self._turn()

    async def now(self, connection: Connection) -> Watched:
        self._note(connection)
        seen = showing(self._wall, self._rotation, live.hub.mirror, time.time())
        return self._shown if seen == self._showing else self._turn(seen)

    def _turn(self, seen: Showing | None = None) -> Watched:
        current = self._wall
        self._showing = seen or showing(current, self._rotation, live.hub.mirror, time.time())
        is_page = self._showing.kind == "page"
        self._shown = Watched(
            views=[current.pages[self._showing.page].selection.view] if is_page else [],
            rate=RATE,
            guard=Guard(
                key=current.seen, ask=wall.changed, topics=current.topics, renew=self.renew
            ),
            stage=partial(stages.pushed, current, self._showing),
            manner=Manner("intersect once", reload_url()),
        )
        return self._shown

    def _check_loads(self) -> None:
        """Raises Refused for a page that was told to reload and has not yet."""
        if self._loads != str(self._wall.screen.loads):
            raise Refused(REVOKED, "it was told to load itself")

    def _note(self, connection: Connection) -> None:
        now, credit = asyncio.get_running_loop().time(), connection.credit
        note = Note(
            at=now,
            painted_age=connection.painted_age(now),
            round_trip=credit.round_trip or None,
            shows=_title(self._wall, self._showing),
            build=build(),
            browser=self._browser,
            address=self._address,
        )
        sightings.note(self._wall.screen.pk, note)


def _read(token: str) -> Wall:
    """Raises Refused. A device whose credential is no longer valid reloads, and shows a code."""
    credential = credentials.find(token)
    if credential is None:
        raise Refused(REVOKED, "this screen is not paired") if token else revoked()
    return wall.read(credential.screen_id)


def _title(current: Wall, now: Showing) -> str:
    if now.kind != "page":
        return {"blank": "Blank", "unassigned": "No programme", "nothing": "Nothing to show"}[
            now.kind
        ]
    return current.pages[now.page].title + (" (dim)" if now.is_dim else "")


def _browser(scope: dict[str, Any]) -> str:
    """Return the name and version, "" if the header does not have them."""
    user_agent = dict(scope["headers"]).get(b"user-agent", b"").decode("latin-1")
    match = BROWSER.search(user_agent)
    return match[0].replace("/", " ") if match else ""
