from __future__ import annotations

import asyncio
import re
import time
from functools import partial
from typing import Any

from channels.db import database_sync_to_async
from django.http import QueryDict

from dashboard.kiosk import cookie, wall
from dashboard.kiosk.address import client_address, reload_url
from dashboard.kiosk.content import wall_content
from dashboard.kiosk.presence import Presence, presence_log
from dashboard.kiosk.rotation import Rotation
from dashboard.kiosk.state import WallState, wall_state
from dashboard.kiosk.wall import WallConfig, unpaired_refusal
from dashboard.screens import credentials
from ticker.live.close_codes import REVOKED, Refused
from ticker.live.connection import Connection
from ticker.live.subscription import ClientOptions, Guard, Subscription
from ticker.web.build import build
from ticker.web.consumers import TickerConsumer
from ticker.web.process import process

RATE = 4
"""Frames a second: nobody reads more of them from a distance."""

BROWSER = re.compile(r"(?:Chrome|Firefox|Version)/\d+")


class KioskConsumer(TickerConsumer):
    page = "kiosk"
    spacing = 0.5

    async def subscribe(self, scope: dict[str, Any]) -> Subscription:
        token = cookie.socket_token(scope)
        self._config = await database_sync_to_async(_read_wall)(token)
        self._address, self._browser = client_address(scope), _browser(scope)
        self._rotation = Rotation()
        self._load_count = QueryDict(scope["query_string"]).get("loads") or str(
            self._config.screen.loads
        )
        self._check_load_count()
        return self._new_subscription()

    async def renew(self) -> Subscription:
        before = self._config
        self._config = await database_sync_to_async(wall.read_wall)(before.screen.pk)
        self._check_load_count()
        if self._config.content_key != before.content_key:
            self._rotation.reset()
        return self._new_subscription()

    async def current_subscription(self, connection: Connection) -> Subscription:
        self._report_presence(connection)
        seen = wall_state(self._config, self._rotation, process.hub.mirror, time.time())
        return self._subscription if seen == self._state else self._new_subscription(seen)

    def _new_subscription(self, state: WallState | None = None) -> Subscription:
        current = self._config
        self._state = state or wall_state(current, self._rotation, process.hub.mirror, time.time())
        is_page = self._state.kind == "page"
        self._subscription = Subscription(
            table_specs=[current.pages[self._state.page].selection.table_spec] if is_page else [],
            rate=RATE,
            guard=Guard(
                key=current.version, check=wall.check_walls, topics=current.topics, renew=self.renew
            ),
            content=partial(wall_content.push_html, current, self._state),
            client_options=ClientOptions("intersect once", reload_url()),
        )
        return self._subscription

    def _check_load_count(self) -> None:
        """Raises Refused for a page that was told to reload and has not yet."""
        if self._load_count != str(self._config.screen.loads):
            raise Refused(REVOKED, "it was told to load itself")

    def _report_presence(self, connection: Connection) -> None:
        now, credit = asyncio.get_running_loop().time(), connection.credit
        note = Presence(
            reported_at=now,
            painted_age=connection.painted_age(now),
            round_trip=credit.round_trip or None,
            shows=_title(self._config, self._state),
            build=build(),
            browser=self._browser,
            address=self._address,
        )
        presence_log.report(self._config.screen.pk, note)


def _read_wall(token: str) -> WallConfig:
    """Raises Refused. A device whose credential is no longer valid reloads, and shows a code."""
    credential = credentials.find_credential(token)
    if credential is None:
        raise Refused(REVOKED, "this screen is not paired") if token else unpaired_refusal()
    return wall.read_wall(credential.screen_id)


def _title(current: WallConfig, state: WallState) -> str:
    if state.kind != "page":
        return {"blank": "Blank", "unassigned": "No programme", "nothing": "Nothing to show"}[
            state.kind
        ]
    return current.pages[state.page].title + (" (dim)" if state.is_dim else "")


def _browser(scope: dict[str, Any]) -> str:
    """Return the name and version, "" if the header does not have them."""
    user_agent = dict(scope["headers"]).get(b"user-agent", b"").decode("latin-1")
    match = BROWSER.search(user_agent)
    return match[0].replace("/", " ") if match else ""
