from __future__ import annotations

from dashboard.charts.chart import Halt, interval_length
from dashboard.charts.drawing import draw_chart
from dashboard.charts.marks import session_marks
from dashboard.charts.paths import STEP
from dashboard.charts.sessions import session_spans
from tests.dashboard.charts.examples import MINUTE, OPENS, XNYS, chart, times, walk
from tests.dashboard.charts.svg import corners
from ticker.market.bar import Bar

DAY = interval_length("1d")


def bars_at(*times: int) -> list[Bar]:
    return [Bar(ts_open=each) for each in times]


def test_a_date_and_a_session_begin_with_a_line_and_other_hours_are_shaded() -> None:
    bars = bars_at(
        OPENS - 5 * MINUTE,
        OPENS,
        OPENS + 5 * MINUTE,
        OPENS + 390 * MINUTE,
        OPENS + DAY,
        OPENS + DAY + 5 * MINUTE,
    )
    shapes = dict(session_marks(list(session_spans(times(bars), XNYS, 5 * MINUTE)), 6))
    assert {x // STEP for x, _ in corners(shapes["break session"])} == {1, 3}
    assert {x // STEP for x, _ in corners(shapes["break date"])} == {4}
    assert {x // STEP for x, _ in corners(shapes["extended"])} == {0, 1, 3, 4}


def test_a_regular_day_has_no_marks_and_neither_have_days() -> None:
    assert session_marks(list(session_spans(times(walk(78)), XNYS, 5 * MINUTE)), 78) == []
    drawing = draw_chart(chart(walk(50, "1d"), range="6m", interval="1d"))
    assert not {"extended", "break date"} & {shape.css for shape in drawing.shapes}


def test_past_a_week_only_dates_are_marked() -> None:
    bars = bars_at(*(OPENS + (n // 2 * 24 * 60 + n % 2 * 480) * MINUTE for n in range(60)))
    (dates,) = session_marks(list(session_spans(times(bars), XNYS, 5 * MINUTE)), 60)
    assert dates.css == "break date"


def test_a_day_that_goes_on_has_room_for_the_rest_of_its_session() -> None:
    ends, early = OPENS + 390 * MINUTE, OPENS - 60 * MINUTE
    assert draw_chart(chart(walk(20), session_end=ends)).frame.slots == 78
    assert (
        draw_chart(chart(walk(78), session_end=ends)).frame.slots
        == draw_chart(chart(walk(78))).frame.slots
    )
    before = bars_at(*range(early, OPENS, 5 * MINUTE))
    drawing = draw_chart(chart(before, session_end=ends))
    assert drawing.frame.slots == 12 + 78
    (shade,) = (shape.d for shape in drawing.shapes if shape.css == "extended")
    assert {x // STEP for x, _ in corners(shade)} == {0, 13}


def test_a_halt_is_a_band_with_its_reason() -> None:
    halt = Halt(OPENS + 5 * MINUTE, OPENS + 12 * MINUTE + MINUTE // 2, "T1")
    drawing = draw_chart(chart(halts=[halt]))
    halt_shape = next(shape for shape in drawing.shapes if shape.css == "halt")
    assert {x for x, _ in corners(halt_shape.d)} == {STEP, 2 * STEP + STEP // 2}
    assert [mark.text for mark in drawing.halts] == ["HALTED T1"]
    assert "halted from 09:35 to 09:42 (T1)" in drawing.sentence


def test_one_that_lasts_goes_to_the_newest_bar_and_older_ones_are_left_out() -> None:
    lasting, older = Halt(OPENS + 15 * MINUTE, 0, "LULD"), Halt(1, 2, "T5")
    drawing = draw_chart(chart(halts=[older, lasting]))
    (halt_shape,) = (shape for shape in drawing.shapes if shape.css == "halt")
    assert {x for x, _ in corners(halt_shape.d)} == {3 * STEP, 4 * STEP}
    assert "halted since 09:45 (LULD)" in drawing.sentence


def test_labels_that_have_no_room_are_told_in_the_sentence_alone() -> None:
    halts = [Halt(OPENS + n * MINUTE, OPENS + (n + 1) * MINUTE, "T1") for n in range(5)]
    drawing = draw_chart(chart(halts=halts))
    assert len(drawing.halts) == 1
    assert "and 2 more halts" in drawing.sentence


def test_a_long_reason_is_cut_on_the_plot() -> None:
    drawing = draw_chart(chart(halts=[Halt(OPENS, 0, "x" * 500)]))
    assert drawing.halts[0].text == "HALTED " + "x" * 12
