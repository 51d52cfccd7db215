"""Manage the tokens with which sources post events."""

from __future__ import annotations

import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ticker.ingest import token
from ticker.ingest.source import NAME, Source
from ticker.market.events import BadEventError
from ticker.market.instruments import SYMBOL, Universe
from ticker.models import IngestToken
from ticker.web.process import process

VENUE = re.compile(r"[A-Z0-9]+\Z")


class Command(BaseCommand):
    help = (
        "Create, list and revoke the tokens with which sources post events to /ingest/. A token is "
        "shown once. Posts with it come from the source NAME, for --symbols and --venues alone "
        "where any are given. With --may-add they may be new ones, written in full."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="make a token for a source, and print it")
        create.add_argument("name", help="of the source: letters, digits, - _ .")
        create.add_argument("--symbols", default="", help="between commas, such as XNYS:IBM,AAPL")
        create.add_argument("--venues", default="", help="between commas, such as XNYS,XNAS")
        create.add_argument(
            "--may-add",
            action="store_true",
            help="its reference events may add instruments within its scope, for the next start",
        )
        actions.add_parser("list", help="every source, its scope and whether it may post")
        actions.add_parser("revoke", help="end a token").add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["action"]:
            case "create":
                self._create(_source(process.universe, **options))
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
        for record in IngestToken.objects.all():
            scope = " ".join([*record.venues, *record.symbols]) or "everything"
            ended = f"revoked {record.revoked_at:%Y-%m-%d}" if record.revoked_at else "valid"
            scope += ", may add instruments" if record.may_add else ""
            self.stdout.write(
                f"{record.name}  {ended}  since {record.created_at:%Y-%m-%d}  {scope}"
            )


def _source(
    universe: Universe, name: str, symbols: str, venues: str, may_add: bool, **_: Any
) -> Source:
    """Raises CommandError for what no event could have."""
    if not NAME.fullmatch(name):
        raise CommandError(f"{name!r} is no name: up to 40 letters, digits and - _ .")
    try:
        resolved = frozenset(_symbol(universe, word, may_add) for word in _split_words(symbols))
    except BadEventError as error:
        raise CommandError(f"--symbols: {error}") from None
    known = {word.venue for word in universe}
    unknown = sorted(
        word for word in _split_words(venues) - known if not (may_add and VENUE.match(word))
    )
    if unknown:
        raise CommandError(f"--venues: no instrument is of {unknown[0]!r}")
    return Source(name, resolved, frozenset(_split_words(venues)), may_add)


def _symbol(universe: Universe, text: str, may_add: bool) -> str:
    """Raises BadEventError."""
    return text if may_add and SYMBOL.fullmatch(text) else universe.resolve(text)


def _split_words(text: str) -> set[str]:
    return {word for word in re.split(r"[,\s]+", text) if word}
