from __future__ import annotations

from ticker.market.events import LINE_LIMIT


class Splitter:
    """An overlong line is cut, so that the edge counts it as too_long."""

    def __init__(self) -> None:
        self._rest = b""
        self._is_cut = False

    def split(self, chunk: bytes) -> list[bytes]:
        """The lines that end in this chunk, without line ends, empty ones included."""
        *whole, rest = (self._rest + chunk).split(b"\n")
        if whole and self._is_cut:
            del whole[0]
            self._is_cut = False
        if len(rest) > LINE_LIMIT:
            if not self._is_cut:
                whole.append(rest[: LINE_LIMIT + 1])
            rest, self._is_cut = b"", True
        self._rest = rest
        return whole

    def last_line(self) -> list[bytes]:
        """A last line without its end: the program died while writing it."""
        return [self._rest] if self._rest and not self._is_cut else []
