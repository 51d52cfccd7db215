from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import ParseResult

from channels.security.websocket import OriginValidator

from ticker.web.process import process


class AllowedOrigins(OriginValidator):
    """Scheme, host and port must be on the list. Channels' own validator raises for a port that is
    not a number."""

    def valid_origin(self, parsed_origin: ParseResult | None) -> bool:
        try:
            is_valid = bool(super().valid_origin(parsed_origin))
        except ValueError:
            is_valid = False
        process.hub.metrics.refusals["origin"] += not is_valid
        return is_valid


def at_port(origins: Sequence[str], port: int, served: int) -> list[str]:
    """The origins as they would be if ``port`` were ``served``."""
    end = f":{port}"
    return [
        f"{origin.removesuffix(end)}:{served}" if origin.endswith(end) else origin
        for origin in origins
    ]
