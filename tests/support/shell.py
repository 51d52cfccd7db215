"""Python within an installation, for whatever a test does there by hand: one process for all of
it, since Django takes a second to start."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

LOOP = """
import json, sys
from django.db import connections
for line in sys.stdin:
    names = {}
    exec(json.loads(line), names)
    connections.close_all()
    print(json.dumps(names.get("answer")), flush=True)
"""
"""Keeps no connection: a test may count them, or take the database away."""


class Shell:
    """Starts at once, and is ready when it answers; ``close`` it in the end."""

    def __init__(self, manage: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [*manage, "shell", "--no-imports", "-c", LOOP],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str) -> Any:
        """What the code has called ``answer``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(code) + "\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        assert said, "the code failed: its traceback is in what was captured"
        return json.loads(said)

    def close(self) -> None:
        self._process.communicate()
