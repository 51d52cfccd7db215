"""The build: a word that changes with every deployment. A page drawn by an earlier one reloads
itself."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

PARAMETER = "build"
"""In the address of a socket."""

LENGTH = 12

CODE_FOLDERS = ("ticker", "dashboard", "stock_ticker")


@cache
def build() -> str:
    """LENGTH hexadecimal digits, from everything that draws a page: code, templates and the
    manifest of static files. Machines with the same release have the same build."""
    digest = sha256()
    for file in _build_files(settings.BASE_DIR):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:LENGTH]


def _build_files(folder: Path) -> Iterator[Path]:
    for name in CODE_FOLDERS:
        yield from sorted((folder / name).rglob("*.py"))
    yield from sorted((folder / "templates").rglob("*.html"))
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists():
        yield manifest


def add_build(address: str) -> str:
    """The address of a socket, with this build."""
    return f"{address}{'&' if '?' in address else '?'}{PARAMETER}={build()}"


def split_build(query: bytes) -> tuple[str, bytes]:
    """The build that a socket's query names, "" if none (not every client is a page), and the rest
    of the query."""
    if PARAMETER.encode() not in query:
        return "", query
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    named = [value for name, value in pairs if name == PARAMETER]
    others = [(name, value) for name, value in pairs if name != PARAMETER]
    return (named[0] if named else ""), urlencode(others).encode()
