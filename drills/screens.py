"""Screens that hang in an installation: a programme for each, and what their devices prove."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.failure import BenchError

PageSpec = tuple[str, str, int]
"""A board, a layout, and how many rows."""

CREATE_SCREENS = """
from django.utils import timezone
from dashboard.screens.credentials import digest, new_token
from dashboard.screens.models import Credential, Screen
from dashboard.screens.programmes import Programme, ProgrammePage
for pages in %r:
    number, now, token = Programme.objects.count(), timezone.now(), new_token()
    programme = Programme.objects.create(name=f"Programme {number}")
    for position, (board, layout, rows) in enumerate(pages):
        ProgrammePage.objects.create(
            programme=programme, position=position, board=board, layout=layout, rows=rows, dwell=%d
        )
    screen = Screen.objects.create(name=f"Screen {number}", programme=programme, paired_at=now)
    Credential.objects.create(screen=screen, digest=digest(token), issued_at=now, used_at=now)
    print(token)
"""


def create_screens(folder: Path, programmes: Sequence[Sequence[PageSpec]], dwell: int) -> list[str]:
    """The tokens of their devices; ``dwell`` in seconds. Raises BenchError."""
    ended = subprocess.run(  # noqa: S603 - our own program
        [
            sys.executable,
            "manage.py",
            "shell",
            "--no-imports",
            "-c",
            CREATE_SCREENS % (programmes, dwell),
        ],
        env={**os.environ, "VAR_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise BenchError(f"no screens could be hung: {ended.stderr.strip().splitlines()[-1]}")
    return ended.stdout.split()
