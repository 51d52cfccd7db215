"""Looks after the tokens with which sources post events."""

from __future__ import annotations

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ticker.events import BadEventError
from ticker.ingest import token
from ticker.ingest.source import NAME, Source
from ticker.instruments import Universe
from ticker.live import live
from ticker.models import IngestToken


class Command(BaseCommand):
    help = (
        "Create, list and revoke the tokens with which sources post events to /ingest/. A token is "
        "shown once. Whoever posts with it is the source NAME, for --symbols and --venues alone "
        "where any are given."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="make a token for a source, and print it")
        create.add_argument("name", help="of the source: letters, digits, - _ .")
        create.add_argument("--symbols", default="", help="between commas, such as XNYS:IBM,AAPL")
        create.add_argument("--venues", default="", help="between commas, such as XNYS,XNAS")
        actions.add_parser("list", help="every source, its scope and whether it may post")
        actions.add_parser("revoke", help="end a token").add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["action"]:
            case "create":
                self._create(_source(live.universe, **options))
            case "list":
                self._list()
            case "revoke":
                if not token.revoke(options["name"]):
                    raise CommandError(f"there is no valid token for {options['name']}")

    def _create(self, source: Source) -> None:
        try:
            made = token.create(source)
        except ValueError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(made)
        self.stderr.write("It is not shown again. Send it as `Authorization: Bearer TOKEN`.")

    def _list(self) -> None:
        for each in IngestToken.objects.all():
            scope = " ".join([*each.venues, *each.symbols]) or "everything"
            ended = f"revoked {each.revoked_at:%Y-%m-%d}" if each.revoked_at else "valid"
            self.stdout.write(f"{each.name}  {ended}  since {each.created_at:%Y-%m-%d}  {scope}")


def _source(universe: Universe, name: str, symbols: str, venues: str, **_: Any) -> Source:
    """Raises CommandError for what no event could ever have."""
    if not NAME.fullmatch(name):
        raise CommandError(f"{name!r} is no name: up to 40 letters, digits and - _ .")
    try:
        resolved = frozenset(universe.resolve(each) for each in _words(symbols))
    except BadEventError as error:
        raise CommandError(f"--symbols: {error}") from None
    known = {each.venue for each in universe}
    if unknown := sorted(_words(venues) - known):
        raise CommandError(f"--venues: no instrument is of {unknown[0]!r}")
    return Source(name, resolved, frozenset(_words(venues)))


def _words(text: str) -> set[str]:
    return {each for each in re.split(r"[,\s]+", text) if each}
