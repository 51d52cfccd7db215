"""Framing: what goes over the wire is a text frame, made once for each message."""

from __future__ import annotations

import pytest
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from ticker.live.livepage import message
from ticker.servers.framing import frame_text


def read(data: bytes) -> str:
    """The text in the only frame, as a client's library reads it."""
    reader = StreamReader()
    reader.feed_data(data)
    parsing = Frame.parse(reader.read_exact, mask=False)
    with pytest.raises(StopIteration) as end:
        next(parsing)
    frame: Frame = end.value.value
    assert (frame.opcode, frame.fin) == (Opcode.TEXT, True)
    assert not reader.buffer, "more than one frame"
    return bytes(frame.data).decode()


@pytest.mark.parametrize("length", [1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_a_client_reads_what_was_framed(length: int) -> None:
    text = "a" * length
    assert read(frame_text(message(text))) == text


def test_what_is_not_ascii_counts_in_bytes() -> None:
    assert read(frame_text(message("−" * 60))) == "−" * 60


def test_a_message_is_framed_once() -> None:
    once = message("<p></p>")
    assert frame_text(once) is frame_text(once)
    assert once["text"] == "<p></p>"
