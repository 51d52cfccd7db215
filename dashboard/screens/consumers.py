"""The pages of the staff that follow screens: they are read anew every second."""

from __future__ import annotations

from abc import abstractmethod
from functools import partial
from typing import Any

from channels.db import database_sync_to_async
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from dashboard.accounts.visitor import Visitor, holders
from dashboard.screens.fleet import fleet, row
from dashboard.screens.models import Screen
from ticker.close_codes import NOT_FOUND, Refused
from ticker.connection import Connection
from ticker.consumers import TickerConsumer
from ticker.fragments import out_of_band
from ticker.view import Watched

RATE = 5


class StaffConsumer(TickerConsumer):
    """One element, replaced in place whenever it reads differently."""

    page = "screens"
    spacing = 1.0

    async def watched(self, scope: dict[str, Any]) -> Watched:
        self._visitor, self._scope, self._text = await Visitor.of_scope(scope), scope, SafeString()
        if self._visitor.user is None:
            raise nothing_here()
        return await self._read()

    async def now(self, connection: Connection) -> Watched:
        return await self._read()

    async def _read(self) -> Watched:
        text = await database_sync_to_async(self._drawn)()
        if text != self._text:
            self._text = text
            guard = self._visitor.guard(self._read)
            self._shown = Watched([], RATE, guard, stage=partial(out_of_band, text))
        return self._shown

    def _drawn(self) -> SafeString:
        """Raises Refused, also for who is no longer of the staff."""
        session = self._visitor.session
        holder = holders([session]).get(session)
        if holder is None or not holder.is_staff:
            raise nothing_here()
        return self.draw(self._scope)

    @abstractmethod
    def draw(self, scope: dict[str, Any]) -> SafeString:
        """The element, as it is now. Raises Refused."""


class FleetConsumer(StaffConsumer):
    """All screens."""

    def draw(self, scope: dict[str, Any]) -> SafeString:
        origin = dict(scope["headers"]).get(b"origin", b"").decode("latin-1")
        context = {**fleet(timezone.now()), "kiosk": f"{origin}/kiosk/"}
        return render_to_string("partials/fleet.html", context)


class ScreenConsumer(StaffConsumer):
    """One of them."""

    def draw(self, scope: dict[str, Any]) -> SafeString:
        number = scope["url_route"]["kwargs"]["number"]
        found = Screen.objects.select_related("programme", "sighting").filter(pk=number).first()
        if found is None:
            raise nothing_here()
        context = {"row": row(found, timezone.now()), "screen": found}
        return render_to_string("partials/facts.html", context)


def nothing_here() -> Refused:
    """Whoever is not of the staff is told no more."""
    return Refused(NOT_FOUND, "nothing to watch at this address")
