"""Tokens: shown once, kept as a hash, for what they are for, and revoked."""

from __future__ import annotations

import io
from hashlib import sha256
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.support.examples import IBM
from ticker.ingest import token
from ticker.live.hub import Hub
from ticker.models import IngestToken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("live_hub")]


def run(*arguments: str) -> str:
    said = io.StringIO()
    call_command("ingest_token", *arguments, stdout=said, stderr=io.StringIO())
    return said.getvalue().rstrip("\n")


def source_of(shown: str) -> Any:
    return token.find_source(token.digest(shown))


def test_what_is_shown_lets_in_and_only_its_hash_is_kept(live_hub: Hub) -> None:
    shown = run("create", "desk")
    assert len(shown) >= 43, "256 bits"
    assert source_of(shown).name == "desk"
    (kept,) = IngestToken.objects.values()
    assert kept["digest"] == sha256(shown.encode()).hexdigest()
    assert shown not in str(kept)
    assert shown not in run("list")
    assert source_of(shown[:-1]) is source_of("") is source_of(kept["digest"]) is None


def test_a_scope_is_of_full_symbols_and_venues() -> None:
    source = source_of(run("create", "desk", "--symbols", "IBM, ARCX:SPY", "--venues", "KRAKEN"))
    assert [source.covers(each) for each in (IBM, "ARCX:SPY", "KRAKEN:X", "XNYS:BAC")] == [
        *(True, True, True),
        False,
    ]
    assert "KRAKEN ARCX:SPY XNYS:IBM" in run("list")


def test_who_may_add_may_be_for_venues_and_symbols_that_nobody_knows() -> None:
    scope = ("--venues", "XLON", "--symbols", "XPAR:AIR,IBM")
    source = source_of(run("create", "adder", "--may-add", *scope))
    assert (source.may_add, source.venues) == (True, {"XLON"})
    assert source.symbols == {"XPAR:AIR", IBM}
    assert run("list").endswith("XLON XNYS:IBM XPAR:AIR, may add instruments")
    assert not source_of(run("create", "desk")).may_add


def test_a_revoked_token_lets_nobody_in_and_another_takes_its_place() -> None:
    old = run("create", "desk", "--venues", "XNYS")
    run("revoke", "desk")
    assert source_of(old) is None
    assert "revoked" in run("list")
    new = run("create", "desk")
    assert (source_of(old), source_of(new).venues) == (None, frozenset())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["create", "desk"], "there is a token for desk already: revoke it first"),
        (["create", "a b"], "'a b' is no name: up to 40 letters, digits and - _ ."),
        (["create", "x", "--symbols", "NONE"], "--symbols: unknown_symbol: 'NONE'"),
        (["create", "x", "--symbols", "TWIN"], "--symbols: ambiguous_symbol: 'TWIN'"),
        (["create", "x", "--venues", "XNYS NOPE"], "--venues: no instrument is of 'NOPE'"),
        (["create", "x", "--may-add", "--venues", "x"], "--venues: no instrument is of 'x'"),
        (["create", "x", "--may-add", "--symbols", "NONE"], "--symbols: unknown_symbol: 'NONE'"),
        (["revoke", "nobody"], "there is no valid token for nobody"),
    ],
)
def test_what_is_wrong_is_said(arguments: list[str], message: str) -> None:
    run("create", "desk")
    with pytest.raises(CommandError) as error:
        run(*arguments)
    assert str(error.value) == message
