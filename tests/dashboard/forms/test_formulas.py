from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.forms.formulas import escape_formula, unescape_formula


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "''@"])
def test_what_a_spreadsheet_would_run_is_neutral(text: str) -> None:
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "plain", "'quoted'", "1-1", " =1", "−1"])
def test_other_text_is_left_alone(text: str) -> None:
    assert escape_formula(text) == text
    assert unescape_formula(text) == text


@given(st.text("'=+-@\t\rx", max_size=8) | st.text())
@settings(derandomize=True)
def test_it_can_be_restored(text: str) -> None:
    assert unescape_formula(escape_formula(text)) == text
