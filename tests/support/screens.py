"""What screens are to show, as it is kept in the database of a server under test: a process of its
own does what is said, as another worker of the server would."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Self

from tests.support.server import MANAGE, PATIENCE, ROOT, environment

PROGRAM = """
import json, sys
from dashboard.screens.models import Screen
from dashboard.screens.pairings import claim_screen
from dashboard.screens.programmes import Programme, ProgrammePage
Screen.objects.filter(name="North wall").delete()
Programme.objects.filter(name="Floor").delete()
programme = Programme.objects.create(name="Floor")
screen = Screen.objects.create(name="North wall", programme=programme)
for line in sys.stdin:
    said = json.loads(line)
    if "code" in said:
        claim_screen(said["code"], screen)
    else:
        programme.pages.all().delete()
        ProgrammePage.objects.create(programme=programme, position=1, **said["page"])
        Programme.objects.filter(pk=programme.pk).update(**said["programme"])
        programme.mark_changed()
        Screen.objects.filter(pk=screen.pk).update(**said["screen"])
    print(flush=True)
"""

Fields = dict[str, object]

PAGE: Fields = {
    "board": "all",
    "layout": "table",
    "rows": 13,
    "columns": "",
    "type_size": None,
    "dwell": 3600,
}
PROGRAMME: Fields = {"theme": "dark", "palette": "", "days": "0123456"}
SCREEN: Fields = {"is_blank": False, "banner": "", "banner_covers": False, "identified_until": None}


class Screens:
    """One screen, with a programme of one page. What it is told is on it once it is loaded anew."""

    def __init__(self, var_dir: Path) -> None:
        self._process = subprocess.Popen(
            [*MANAGE, "shell", "--no-imports", "-c", PROGRAM],
            cwd=ROOT,
            env=environment(var_dir),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def pair(self, code: str) -> None:
        self._send({"code": code})

    def show(self, **said: object) -> None:
        """The usual, but for these: fields of the page, its programme or the screen."""
        kinds = {"page": PAGE, "programme": PROGRAMME, "screen": SCREEN}
        assert set(said) <= {name for fields in kinds.values() for name in fields}
        self._send(
            {
                kind: fields | {name: said[name] for name in fields if name in said}
                for kind, fields in kinds.items()
            }
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=PATIENCE)

    def _send(self, said: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(said) + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "\n", "it could not be done"
