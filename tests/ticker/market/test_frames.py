"""Frames: data that crosses processes and comes out the same."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from tests.support.examples import OPEN, frame, level
from ticker.market.frames import FeedState, Frame, decode, encode
from ticker.market.freshness import Freshness

FULL = level(
    n=7,
    last=Decimal("182.910"),
    bid=Decimal("1E+3"),
    volume=Decimal("10668239"),
    trade_count=27_848,
    status="HALTED T1",
    ts_event=OPEN,
    tick=-1,
    flash=3,
)


def test_a_frame_comes_out_as_it_went_in() -> None:
    feed = FeedState(name="simulated", word=Freshness("STALE 4s"), clock=OPEN, rejected={"zero": 2})
    sent = Frame(epoch=OPEN, n=7, ts=2**63 - 1, is_keyframe=True, feed=feed, rows=[FULL, level()])
    received = decode(encode(sent))
    assert received == sent
    assert str(received.rows[0].last) == "182.910"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nonsense",
        encode(frame(1))[:-1],
        msgspec.msgpack.encode([1, 2, 3]),
        encode(frame(1)) * 2,
    ],
)
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(data)
