"""Django's development server, with the live tasks: Daphne's command on this project's server."""

from __future__ import annotations

import os
import threading
from typing import Any, cast

from channels.routing import get_default_application
from daphne.management.commands import runserver
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError

from ticker.management.embedded import embedded_feeds, source
from ticker.servers.server import LiveServer
from ticker.web.origins import AllowedOrigins, at_port

SHUTDOWN_TIMEOUT = 10.0
"""Seconds in which the live tasks may write what they keep before the process ends or reloads."""


class Command(runserver.Command):
    """Under the reloader, a child process runs ``inner_run`` in a thread; its parent publishes
    nothing."""

    help = "Serve the dashboard for development, and restart when code changes. See also `serve`."
    default_addr, default_port = settings.HOST, str(settings.PORT)
    _server: LiveServer | None = None
    _thread: threading.Thread | None = None

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["use_asgi"]:
            raise CommandError("--noasgi serves no websockets, without which no page is live")
        super().handle(*args, **options)

    def run(self, **options: Any) -> None:
        try:
            super().run(**options)
        finally:
            if self._server is not None and self._thread not in (None, threading.current_thread()):
                self._server.stop_from_thread()
                self._thread.join(SHUTDOWN_TIMEOUT)

    def inner_run(self, *args: Any, **options: Any) -> None:
        try:
            self._thread = threading.current_thread()
            self._feeds = embedded_feeds()
            self.server_cls = self._make_server
            super().inner_run(*args, **options)
            if self._server is not None and self._server.problem:
                raise CommandError(
                    f"cannot serve on {self.addr} port {self.port}: {self._server.problem}"
                )
        except (CommandError, ImproperlyConfigured) as error:
            if not options["use_reloader"]:
                raise
            self.stderr.write(f"{error}")
            os._exit(1)  # in a thread, sys.exit ends only the thread

    def get_application(self, options: dict[str, Any]) -> Any:
        """WhiteNoise serves static files, with DEBUG and without."""
        application = get_default_application()
        sockets = cast(AllowedOrigins, application.application_mapping["websocket"])
        sockets.allowed_origins = at_port(settings.ORIGINS, settings.PORT, int(self.port))
        return application

    def _make_server(self, **options: Any) -> LiveServer:
        self._server = LiveServer(feeds=self._feeds, on_ready=self._on_ready, **options)
        return self._server

    def _on_ready(self) -> None:
        self.stdout.write(f"Serving {source()}")
        self.stdout.flush()
