"""Serve the dashboard with Daphne and the embedded feeds."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ticker.management.embedded import embedded_feeds, source


class Command(BaseCommand):
    help = (
        "Serve the dashboard on HOST and PORT, with the feed that FEED names; "
        "with REDIS_URL, with what `manage.py runfeed` publishes there."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        feeds = embedded_feeds()
        # Importing Twisted installs its reactor, which no other command wants.
        from ticker.servers.server import serve

        if problem := serve(settings.HOST, settings.PORT, feeds, self._ready):
            raise CommandError(f"cannot serve on {settings.HOST} port {settings.PORT}: {problem}")

    def _ready(self) -> None:
        self.stdout.write(
            f"Serving {source()} on http://{settings.HOST}:{settings.PORT} (Ctrl-C ends it)\n"
            "To make the first staff account: "
            "var/venv/bin/python manage.py createsuperuser"
        )
        self.stdout.flush()
