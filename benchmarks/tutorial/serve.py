"""Serves the peer with Daphne: python -m benchmarks.tutorial.serve PORT, with FEED and
DJANGO_SETTINGS_MODULE set as ``servers.tutorial`` does."""

from __future__ import annotations

import asyncio
import sys


def main(port: int) -> None:
    from channels.routing import ProtocolTypeRouter
    from daphne.server import Server
    from django.core.asgi import get_asgi_application

    http = get_asgi_application()
    from benchmarks.tutorial.consumers import TutorialConsumer
    from benchmarks.tutorial.publisher import publish

    tasks = []
    Server(
        ProtocolTypeRouter({"http": http, "websocket": TutorialConsumer.as_asgi()}),
        endpoints=[f"tcp:port={port}:interface=127.0.0.1"],
        ready_callable=lambda: tasks.append(asyncio.ensure_future(publish())),
    ).run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
