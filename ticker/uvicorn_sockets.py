"""The public name of ``ticker.servers.uvicorn_sockets`` for ``uvicorn --ws``."""

from __future__ import annotations

from ticker.servers.uvicorn_sockets import Sockets

__all__ = ["Sockets"]
