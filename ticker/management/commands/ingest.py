"""Post events from a file or a program to a server."""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ticker.feeds.splitter import Splitter
from ticker.ingest.sender import Sender, SendError

AT_ONCE = 1024 * 1024
"""Approximate bytes of a request; lines are not cut."""

GATHERING = 0.1
"""Seconds for which a program's output is gathered before it is sent."""


class Command(BaseCommand):
    help = (
        "Post events, one JSON object a line, to a server's /ingest/, with the token that "
        "INGEST_TOKEN is. Bad lines are named with the reason, the others taken; the exit code is "
        "1 if there were any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="what to post; - is standard input")
        here = f"http://{settings.HOST}:{settings.PORT}"
        parser.add_argument("--url", default=here, help=f"of the server ({here})")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.INGEST_TOKEN:
            raise CommandError("INGEST_TOKEN is not set: `manage.py ingest_token create` makes one")
        try:
            with ExitStack() as stack:
                sender = Sender(options["url"], settings.INGEST_TOKEN, self.stderr.write)
                stack.enter_context(closing(sender))
                for lines in _batches(_open(options["file"], stack)):
                    sender.send(lines)
        except (OSError, SendError) as error:
            raise CommandError(str(error)) from None
        counts = f"{sender.accepted} events accepted, {sender.rejected} lines rejected"
        if sender.rejected:
            raise CommandError(counts)
        if options["verbosity"]:
            self.stdout.write(counts)


def _open(name: str, stack: ExitStack) -> BinaryIO:
    return sys.stdin.buffer if name == "-" else stack.enter_context(Path(name).open("rb"))


def _batches(file: BinaryIO) -> Iterator[list[bytes]]:
    """Whole lines, as many as come within GATHERING and AT_ONCE."""
    splitter = Splitter()
    for data in _read_gathered(file.fileno()):
        if lines := splitter.split(data):
            yield [line + b"\n" for line in lines]
    if rest := splitter.last_line():
        yield rest


def _read_gathered(descriptor: int) -> Iterator[bytes]:
    """Reads the file descriptor."""
    while data := os.read(descriptor, AT_ONCE):
        due = time.monotonic() + GATHERING
        while len(data) < AT_ONCE and (left := due - time.monotonic()) > 0:
            if not select.select([descriptor], [], [], left)[0]:
                break
            if not (more := os.read(descriptor, AT_ONCE)):
                break
            data += more
        yield data
