from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.forms.text import SHORT_LENGTH, one_line, shorten, truncate


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  two\r\n\tlines ", "two lines"),
        ("a\x00b \x07 c\x85d\u2028e", "ab c d e"),
        ("\x1b[31mred", "[31mred"),
        ("\n", ""),
    ],
)
def test_a_note_is_one_line_without_controls(text: str, line: str) -> None:
    assert one_line(text) == line


@given(st.text() | st.text("\x00\x1c\x1f \t\r\nab"))
@settings(derandomize=True)
def test_one_line_stays_as_it_is(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line
    assert one_line(truncate(line, 3)) == truncate(line, 3)
    assert line.isprintable() or not {"\n", "\r", "\t", "\x00"} & set(line)


def test_an_explanation_repeats_no_more_than_it_needs() -> None:
    assert shorten("NSE:CCL") == "NSE:CCL"
    assert len(shorten("x" * 10**6)) == SHORT_LENGTH
    assert shorten("x" * 41).endswith("x…")
