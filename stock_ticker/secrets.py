"""The secret key: from the environment, or generated once into a file that only its owner can
read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def secret_key(value: str, file: Path) -> str:
    if value:
        return value
    try:
        return file.read_text().strip()
    except FileNotFoundError:
        return _create_key(file)


def _create_key(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp's files are readable by their owner only.
    handle, part = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    with os.fdopen(handle, "w") as out:
        out.write(get_random_secret_key())
    try:
        # The link fails if another process was first; that process's key is then used.
        os.link(part, file)
    except FileExistsError:
        pass
    finally:
        Path(part).unlink()
    return file.read_text().strip()
