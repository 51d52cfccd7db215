"""Each line of a request has its verdict; what is good goes on, whatever is beside it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.examples import BTC, IBM, OPEN, UNIVERSE
from ticker.ingest.result import DETAIL_LENGTH, MOST_BAD_LINES, BatchResult
from ticker.ingest.source import Source
from ticker.ingest.validation import EventValidation
from ticker.market.events import decode
from ticker.market.instruments import InstrumentDefinition

DESK = Source("desk")


def trade(**values: Any) -> bytes:
    said = {"type": "trade", "symbol": "IBM", "ts_event": OPEN}
    return json.dumps(said | {"price": "182", "size": "100"} | values).encode()


class Inside:
    """Where accepted lines go in."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.added: list[tuple[str, str]] = []

    async def put(self, lines: list[bytes]) -> None:
        self.lines += lines

    async def add(self, definitions: list[InstrumentDefinition], source: str) -> set[str]:
        """There is room for two."""
        self.added += [(each.symbol, source) for each in definitions[:2]]
        return {each.symbol for each in definitions[2:]}


class Closed(Inside):
    async def put(self, lines: list[bytes]) -> None:
        raise ConnectionError


async def taken(source: Source, *lines: bytes) -> tuple[dict[str, Any], list[Any]]:
    """What is said of them, and the events that went in."""
    tally, inside = BatchResult(), Inside()
    await EventValidation(source, UNIVERSE, inside.put, inside.add, tally).process_lines(lines)
    return tally.content, [decode(line) for line in inside.lines]


async def test_the_source_is_whose_token_it_is_whatever_the_line_says() -> None:
    _, (one, other) = await taken(DESK, trade(source="somebody", source_seq=7), trade())
    assert (one.source, one.symbol, one.source_seq) == ("desk", IBM, 7)
    assert (other.source, other.symbol, other.source_seq) == ("desk", IBM, None)
    assert one.ts_recv > 0


async def test_good_lines_go_in_though_others_are_bad_and_blank_ones_count_as_lines() -> None:
    lines = (trade(), b"", b"nonsense", b"  ", trade(price="-1"), trade(symbol="NONE"), trade())
    said, events = await taken(DESK, *lines)
    assert len(events) == 2
    assert said == {
        "lines": 7,
        "accepted": 2,
        "rejected": {"malformed": 1, "negative": 1, "unknown_symbol": 1},
        "bad_lines": [
            {
                "line": 3,
                "reason": "malformed",
                "detail": "JSON is malformed: invalid character (byte 4)",
            },
            {"line": 5, "reason": "negative", "detail": "-1"},
            {"line": 6, "reason": "unknown_symbol", "detail": "'NONE'"},
        ],
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (trade(ts_event=2**62), "in_future"),
        (trade(symbol="TWIN"), "ambiguous_symbol"),
        (trade(price="0"), "zero"),
        (trade(price="NaN"), "not_finite"),
        (trade(size=None), "invalid"),
        (b"\xff\xfe{}", "malformed"),
        (b"x" * 70_000, "too_long"),
        (b'{"type":"epoch","ts_event":1}', "not_allowed"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
async def test_what_cannot_be_used_is_refused_by_its_reason(line: bytes, reason: str) -> None:
    said, events = await taken(DESK, line)
    assert (said["accepted"], said["rejected"], events) == (0, {reason: 1}, [])


@pytest.mark.parametrize(
    ("source", "accepted"),
    [
        (DESK, 3),
        (Source("desk", symbols=frozenset({IBM})), 1),
        (Source("desk", venues=frozenset({"XNYS"})), 2),
        (Source("desk", frozenset({BTC}), frozenset({"XNYS"})), 3),
    ],
)
async def test_a_source_says_what_is_in_its_scope_and_that_it_lives(
    source: Source, accepted: int
) -> None:
    lines = [trade(symbol=symbol) for symbol in ("IBM", "BAC", BTC)]
    said, events = await taken(source, *lines, b'{"type":"heartbeat","ts_event":1}')
    assert said["accepted"] == len(events) == accepted + 1
    assert said["rejected"] == ({"out_of_scope": 3 - accepted} if accepted < 3 else {})


async def test_what_did_not_go_in_has_no_verdict() -> None:
    tally = BatchResult()
    inside, closed = Inside(), Closed()
    intake = EventValidation(DESK, UNIVERSE, inside.put, inside.add, tally)
    await intake.process_lines([trade(), b"nonsense"])
    with pytest.raises(ConnectionError):
        await EventValidation(DESK, UNIVERSE, closed.put, closed.add, tally).process_lines(
            [trade(), b"nonsense"]
        )
    assert (tally.lines, tally.accepted, tally.rejected) == (2, 1, {"malformed": 1})


async def test_the_answer_to_very_many_bad_lines_is_short() -> None:
    long = trade(type="x" * 60_000)
    said, _ = await taken(DESK, *[long] * 500)
    assert said["rejected"] == {"invalid": 500}
    assert [each["line"] for each in said["bad_lines"]] == list(range(1, MOST_BAD_LINES + 1))
    assert max(len(each["detail"]) for each in said["bad_lines"]) == DETAIL_LENGTH


def reference(symbol: str, **values: Any) -> bytes:
    return json.dumps({"type": "reference", "symbol": symbol, "ts_event": OPEN} | values).encode()


async def introduced(source: Source, *lines: bytes) -> tuple[list[tuple[str, str]], Inside]:
    """The reason and the detail of each bad line."""
    tally, inside = BatchResult(), Inside()
    await EventValidation(source, UNIVERSE, inside.put, inside.add, tally).process_lines(lines)
    bad = tally.content["bad_lines"]
    assert tally.lines == len(lines)
    assert [each["line"] for each in bad] == sorted(each["line"] for each in bad)
    return [(each["reason"], each["detail"]) for each in bad], inside


async def test_what_a_source_may_add_is_added_on_first_sight_and_says_so() -> None:
    source = Source("desk", venues=frozenset({"XLON", "XNYS"}), may_add=True)
    lines = (
        reference("XLON:VOD", name="Vodafone", currency="GBP"),
        trade(symbol="XLON:VOD"),
        reference("XNYS:IBM", prev_close="180"),
        reference("NEW"),
        reference("XPAR:AIR"),
        reference("XNYS:NEW", price_increment="-1"),
        reference("XLON:BP", currency="\u2028"),
        reference("XLON:A"),
        reference("XLON:B"),
        trade(),
    )
    bad, inside = await introduced(source, *lines)
    assert [reason for reason, _ in bad] == [
        *("added_at_next_start", "unknown_symbol", "unknown_symbol", "out_of_scope"),
        *("negative", "invalid", "added_at_next_start", "too_many_instruments"),
    ]
    assert bad[0][1] == "'XLON:VOD'"
    assert bad[2][1] == "'NEW' is not VENUE:TICKER, so no instrument can be made of it"
    assert inside.added == [("XLON:VOD", "desk"), ("XLON:A", "desk")]
    assert [decode(line).symbol for line in inside.lines] == [IBM, IBM]


async def test_who_may_not_add_adds_nothing() -> None:
    bad, inside = await introduced(DESK, reference("XLON:VOD", name="Vodafone"))
    assert (bad, inside.added) == ([("unknown_symbol", "'XLON:VOD'")], [])
