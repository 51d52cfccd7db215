"""Everything an installation needs before it serves, in one process so that it starts quickly."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

UNUSED = ("editors", "skills", "scripts", "*.esm.*", "*.d.ts", "htmax*")
"""Parts of the htmx package that no page loads."""


class Command(BaseCommand):
    help = "Migrate the database, load the instruments, collect the static files."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_instruments", verbosity=0)
        call_command(
            "collectstatic",
            verbosity=0,
            interactive=False,
            ignore_patterns=["CVS", ".*", "*~", *UNUSED],
        )
