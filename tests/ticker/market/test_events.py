"""Events: what a line says, digit by digit, and what cannot be one."""

from __future__ import annotations

from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.support.examples import IBM, OPEN, correct, quote, trade
from ticker.market.events import (
    LINE_LIMIT,
    TYPES,
    AnyEvent,
    BadEventError,
    BarEvent,
    Epoch,
    HeartbeatEvent,
    Quote,
    Reference,
    Trade,
    TradingStatus,
    check,
    decode,
    encode,
)

HEAD = f'"symbol":"{IBM}","ts_event":{OPEN}'.encode()
TRADE = b'{"type":"trade",' + HEAD + b',"price":"1","size":"1"'
OHLC = b'"open":1,"high":2,"low":1,"close":2'
DECODED: list[tuple[bytes, AnyEvent]] = [
    (
        b'"quote",%b,"bid":"182.83","bid_size":"200","ask":"182.92","ask_size":"300"',
        quote("182.83", "182.92"),
    ),
    (b'"quote",%b,"bid":null', Quote(symbol=IBM, ts_event=OPEN)),
    (
        b'"trade",%b,"price":"182.91","size":"100","trade_id":"7","flags":8,"conditions":"@ I"',
        trade("182.91", trade_id="7", flags=8, conditions="@ I"),
    ),
    (
        b'"tradecorrection",%b,"trade_id":"7","action":"correct","price":"182.90"',
        correct("7", price="182.90"),
    ),
    (
        b'"bar",%b,"interval":"1m","ts_open":1,"ts_close":2,"is_final":true,"volume":9,%b'
        % (b"%b", OHLC),
        BarEvent(
            symbol=IBM,
            ts_event=OPEN,
            interval="1m",
            ts_open=1,
            ts_close=2,
            open=Decimal(1),
            high=Decimal(2),
            low=Decimal(1),
            close=Decimal(2),
            volume=Decimal(9),
            is_final=True,
        ),
    ),
    (
        b'"tradingstatus",%b,"status":"HALTED","reason":"LULD"',
        TradingStatus(symbol=IBM, ts_event=OPEN, status="HALTED", reason="LULD"),
    ),
    (
        b'"reference",%b,"prev_close":"184.10","prev_close_date":"2013-10-04","currency":"USD"',
        Reference(
            symbol=IBM,
            ts_event=OPEN,
            prev_close=Decimal("184.10"),
            prev_close_date="2013-10-04",
            currency="USD",
        ),
    ),
    (b'"heartbeat",%b', HeartbeatEvent(symbol=IBM, ts_event=OPEN)),
    (b'"epoch",%b,"always_open":true', Epoch(symbol=IBM, ts_event=OPEN, always_open=True)),
]


@pytest.mark.parametrize(("line", "event"), DECODED)
def test_decodes(line: bytes, event: AnyEvent) -> None:
    assert decode(b'{"type":' + line % HEAD + b"}") == event


def test_every_type_is_decoded_above() -> None:
    assert {type(event).__struct_config__.tag for _, event in DECODED} == TYPES


@pytest.mark.parametrize(
    "number",
    ["182.91", '"182.91"', "0.1", "1e-7", "182.910000000000000000001", "12345678901234567890", "5"],
)
def test_takes_a_number_digit_by_digit(number: str) -> None:
    event = decode(b'{"type":"trade",%b,"price":%b,"size":1}' % (HEAD, number.encode()))
    assert isinstance(event, Trade)
    assert str(event.price) == str(Decimal(number.strip('"')))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"", "malformed"),
        (b"nonsense", "malformed"),
        (TRADE, "malformed"),
        (TRADE + b"} {}", "malformed"),
        (TRADE + b',"source":"\xff"}', "malformed"),
        (b'{"type":"trade",%b,"price":NaN,"size":"1"}' % HEAD, "malformed"),
        (b'{"type":"trade",%b,"price":Infinity,"size":"1"}' % HEAD, "malformed"),
        (TRADE + b',"more":' + b"[" * 30_000 + b"]" * 30_000 + b"}", "malformed"),
        (TRADE + b" " * LINE_LIMIT + b"}", "too_long"),
        (b"[1]", "invalid"),
        (b"null", "invalid"),
        (b"{%b}" % HEAD, "invalid"),
        (b'{"type":"order",%b}' % HEAD, "invalid"),
        (b'{"type":"trade",%b,"price":"1"}' % HEAD, "invalid"),
        (b'{"type":"trade",%b,"price":"dear","size":"1"}' % HEAD, "invalid"),
        (b'{"type":"trade",%b,"price":true,"size":"1"}' % HEAD, "invalid"),
        (b'{"type":"trade",%b,"price":["1"],"size":"1"}' % HEAD, "invalid"),
        (b'{"type":"heartbeat","ts_event":0}', "invalid"),
        (b'{"type":"heartbeat","ts_event":9223372036854775808}', "invalid"),
        (b'{"type":"heartbeat","ts_event":"1"}', "invalid"),
        (b'{"type":"heartbeat","ts_event":1.5}', "invalid"),
        (b'{"type":"heartbeat"}', "invalid"),
        (TRADE + b',"flags":-1}', "invalid"),
        (TRADE + b',"trade_id":"' + b"7" * 201 + b'"}', "invalid"),
        (b'{"type":"tradingstatus",%b,"status":"DELISTED"}' % HEAD, "invalid"),
        (b'{"type":"tradecorrection",%b,"trade_id":"7","action":"undo"}' % HEAD, "invalid"),
        (b'{"type":"reference",%b,"prev_close_date":"yesterday"}' % HEAD, "invalid"),
    ],
)
def test_refuses_what_is_no_event(line: bytes, reason: str) -> None:
    with pytest.raises(BadEventError) as error:
        decode(line)
    assert error.value.reason == reason


def test_the_longest_line_that_is_read() -> None:
    line = TRADE + b"}"
    assert decode(line.ljust(LINE_LIMIT)) == trade("1", "1")
    with pytest.raises(BadEventError, match="65537 bytes, at most 65536"):
        decode(line.ljust(LINE_LIMIT + 1))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("NaN", "not_finite"),
        ("sNaN", "not_finite"),
        ("Infinity", "not_finite"),
        ("-Infinity", "not_finite"),
        ("-0.01", "negative"),
        ("1e400", "huge"),
        ("1000000000000000", "huge"),
        ("1e-30", "huge"),
        ("0E-999999", "huge"),
    ],
)
@pytest.mark.parametrize(
    "line",
    [
        b'{"type":"trade",%b,"price":"%b","size":"1"}',
        b'{"type":"trade",%b,"price":"1","size":"%b"}',
        b'{"type":"tradecorrection",%b,"trade_id":"7","action":"correct","price":"%b"}',
        b'{"type":"tradecorrection",%b,"trade_id":"7","action":"correct","size":"%b"}',
        b'{"type":"quote",%b,"bid":"%b"}',
        b'{"type":"quote",%b,"ask":"%b"}',
        b'{"type":"quote",%b,"bid_size":"%b"}',
        b'{"type":"quote",%b,"ask_size":"%b"}',
        b'{"type":"reference",%b,"prev_close":"%b"}',
        b'{"type":"reference",%b,"open":"%b"}',
        b'{"type":"reference",%b,"high":"%b"}',
        b'{"type":"reference",%b,"low":"%b"}',
        b'{"type":"reference",%b,"volume":"%b"}',
    ],
)
def test_refuses_a_value_out_of_range(line: bytes, value: str, reason: str) -> None:
    event = decode(line % (HEAD, value.encode()))
    with pytest.raises(BadEventError) as error:
        check(event)
    assert error.value.reason == reason


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (trade("0"), "zero"),
        (trade("-0"), "zero"),
        (correct("7", price="0"), "zero"),
        (trade("1000000000"), "huge"),
        (quote("1000000000", None), "huge"),
        (Reference(ts_event=OPEN, prev_close_date="2013-02-30"), "bad_date"),
    ],
)
def test_refuses_what_no_market_says(event: AnyEvent, reason: str) -> None:
    with pytest.raises(BadEventError) as error:
        check(event)
    assert error.value.reason == reason


@pytest.mark.parametrize(
    "event",
    [
        trade("999999999.99999999", "999999999999999"),
        trade("0.000000000001", "0"),
        quote("0", None),
        quote("182.93", "182.92"),
        correct("7"),
        Reference(ts_event=OPEN, prev_close=Decimal(0), prev_close_date="2016-02-29"),
        HeartbeatEvent(ts_event=OPEN),
    ],
)
def test_takes_what_is_unusual_but_right(event: AnyEvent) -> None:
    check(event)
    assert decode(encode(event)) == event


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Anything a field with this annotation takes."""
    if get_origin(hint) is Annotated:
        base, meta = get_args(hint)
        if base is int:
            return st.integers(meta.ge, meta.le)
        return (
            st.from_regex(meta.pattern.replace("$", r"\Z"))
            if meta.pattern
            else st.text(max_size=meta.max_length)
        )
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) in (Union, UnionType):
        return st.one_of([values(each) for each in get_args(hint)])
    return {
        bool: st.booleans(),
        type(None): st.none(),
        Decimal: st.decimals(allow_nan=False, allow_infinity=False),
    }[hint]


def events(kind: type[AnyEvent]) -> st.SearchStrategy[AnyEvent]:
    return st.builds(kind, **{each.name: values(each.type) for each in structs.fields(kind)})


@given(st.one_of([events(kind) for kind in get_args(AnyEvent)]))
def test_a_line_says_the_whole_event(event: AnyEvent) -> None:
    line = encode(event)
    assert line.index(b"\n") == len(line) - 1
    assert decode(line) == event
    assert str(decode(line)) == str(event)
