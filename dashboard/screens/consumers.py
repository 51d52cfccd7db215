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

from dashboard.accounts.visitor import Visitor, session_users
from dashboard.screens.fleet import MAX_AGE, fleet_context, screen_row
from dashboard.screens.models import Screen
from ticker.live.close_codes import NOT_FOUND, Refused
from ticker.live.connection import Connection
from ticker.live.fragments import out_of_band
from ticker.live.subscription import Subscription
from ticker.web.consumers import TickerConsumer

RATE = 5

logger = logging.getLogger(__name__)


class StaffConsumer(TickerConsumer):
    """One element, the one with this ``id``, replaced whenever it changes. While the database
    cannot be read the element says so."""

    page = "screens"
    spacing = 1.0
    id: ClassVar[str]
    subject = "what screens do"
    _is_unreadable = False

    async def subscribe(self, scope: dict[str, Any]) -> Subscription:
        self._visitor, self._scope, self._html = (
            await Visitor.from_scope(scope),
            scope,
            SafeString(),
        )
        if self._visitor.user is None:
            raise not_found_refusal()
        return await self._read()

    async def current_subscription(self, connection: Connection) -> Subscription:
        limit = MAX_AGE.total_seconds()
        try:
            async with asyncio.timeout(limit):
                watched = await self._read()
        except (Error, TimeoutError) as error:
            if not self._is_unreadable:
                self._is_unreadable = True
                why = str(error) or f"no answer within {limit:g} s"
                logger.warning("it cannot be read %s: %s", self.subject, why)
            return self._update_subscription(self.render_unreadable())
        if self._is_unreadable:
            self._is_unreadable = False
            logger.warning("it can be read again %s", self.subject)
        return watched

    async def _read(self) -> Subscription:
        return self._update_subscription(await database_sync_to_async(self._render)())

    def _update_subscription(self, html: SafeString) -> Subscription:
        if html != self._html:
            self._html = html
            guard = self._visitor.guard(self._read)
            self._subscription = Subscription([], RATE, guard, content=partial(out_of_band, html))
        return self._subscription

    def _render(self) -> SafeString:
        """Raises Refused, also for a user who has left the staff."""
        session = self._visitor.session
        holder = session_users([session]).get(session)
        if holder is None or not holder.is_staff:
            raise not_found_refusal()
        return self.render(self._scope)

    @abstractmethod
    def render(self, scope: dict[str, Any]) -> SafeString:
        """Return the element as it is now. Raises Refused."""

    def render_unreadable(self) -> SafeString:
        """Return the element to show while the database cannot be read."""
        return render_to_string("partials/unread.html", {"id": self.id})


class FleetConsumer(StaffConsumer):
    id = "fleet"

    def render(self, scope: dict[str, Any]) -> SafeString:
        origin = dict(scope["headers"]).get(b"origin", b"").decode("latin-1")
        context = {**fleet_context(timezone.now()), "kiosk": f"{origin}/kiosk/"}
        return render_to_string("partials/fleet.html", context)


class ScreenConsumer(StaffConsumer):
    id = "facts"

    def render(self, scope: dict[str, Any]) -> SafeString:
        number = scope["url_route"]["kwargs"]["number"]
        screen = Screen.objects.select_related("programme", "sighting").filter(pk=number).first()
        if screen is None:
            raise not_found_refusal()
        context = {"row": screen_row(screen, timezone.now()), "screen": screen}
        return render_to_string("partials/facts.html", context)


def not_found_refusal() -> Refused:
    """For anyone who is not on the staff."""
    return Refused(NOT_FOUND, "nothing to watch at this address")
