from __future__ import annotations

import asyncio
import logging
from abc import abstractmethod
from functools import partial
from typing import Any, ClassVar

from channels.db import database_sync_to_async
from django.db import Error
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from dashboard.accounts.visitor import Visitor, holders
from dashboard.screens.fleet import FRESH, fleet, row
from dashboard.screens.models import Screen
from ticker.live.close_codes import NOT_FOUND, Refused
from ticker.live.connection import Connection
from ticker.live.fragments import out_of_band
from ticker.live.subscription import Watched
from ticker.web.consumers import TickerConsumer

RATE = 5

logger = logging.getLogger(__name__)


class StaffConsumer(TickerConsumer):
    """One element, the one with this ``id``, replaced whenever it changes. While the database
    cannot be read the element says so."""

    page = "screens"
    spacing = 1.0
    id: ClassVar[str]
    what = "what screens do"
    _is_unread = False

    async def watched(self, scope: dict[str, Any]) -> Watched:
        self._visitor, self._scope, self._text = await Visitor.of_scope(scope), scope, SafeString()
        if self._visitor.user is None:
            raise nothing_here()
        return await self._read()

    async def now(self, connection: Connection) -> Watched:
        limit = FRESH.total_seconds()
        try:
            async with asyncio.timeout(limit):
                watched = await self._read()
        except (Error, TimeoutError) as error:
            if not self._is_unread:
                self._is_unread = True
                why = str(error) or f"no answer within {limit:g} s"
                logger.warning("it cannot be read %s: %s", self.what, why)
            return self._show(self.unread())
        if self._is_unread:
            self._is_unread = False
            logger.warning("it can be read again %s", self.what)
        return watched

    async def _read(self) -> Watched:
        return self._show(await database_sync_to_async(self._drawn)())

    def _show(self, text: SafeString) -> Watched:
        if text != self._text:
            self._text = text
            guard = self._visitor.guard(self._read)
            self._shown = Watched([], RATE, guard, stage=partial(out_of_band, text))
        return self._shown

    def _drawn(self) -> SafeString:
        """Raises Refused, also for a user who has left the staff."""
        session = self._visitor.session
        holder = holders([session]).get(session)
        if holder is None or not holder.is_staff:
            raise nothing_here()
        return self.draw(self._scope)

    @abstractmethod
    def draw(self, scope: dict[str, Any]) -> SafeString:
        """Return the element as it is now. Raises Refused."""

    def unread(self) -> SafeString:
        """Return the element to show while the database cannot be read."""
        return render_to_string("partials/unread.html", {"id": self.id})


class FleetConsumer(StaffConsumer):
    id = "fleet"

    def draw(self, scope: dict[str, Any]) -> SafeString:
        origin = dict(scope["headers"]).get(b"origin", b"").decode("latin-1")
        context = {**fleet(timezone.now()), "kiosk": f"{origin}/kiosk/"}
        return render_to_string("partials/fleet.html", context)


class ScreenConsumer(StaffConsumer):
    id = "facts"

    def draw(self, scope: dict[str, Any]) -> SafeString:
        number = scope["url_route"]["kwargs"]["number"]
        screen = Screen.objects.select_related("programme", "sighting").filter(pk=number).first()
        if screen is None:
            raise nothing_here()
        context = {"row": row(screen, timezone.now()), "screen": screen}
        return render_to_string("partials/facts.html", context)


def nothing_here() -> Refused:
    """For anyone who is not on the staff."""
    return Refused(NOT_FOUND, "nothing to watch at this address")
