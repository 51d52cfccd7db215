from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def bench_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VAR_DIR with the product's instruments."""
    folder = tmp_path_factory.mktemp("bench")
    for command in ("migrate", "load_instruments"):
        argv = [sys.executable, "manage.py", command, "--verbosity", "0"]
        subprocess.run(argv, env={**os.environ, "VAR_DIR": str(folder)}, check=True)
    return folder
