from __future__ import annotations

from dashboard.charts.datatable import data_table
from dashboard.charts.hover import bars_since, cursor, hover
from dashboard.charts.readout import readout
from tests.dashboard.charts.examples import FOUR, IBM, OPENS, chart
from ticker.market.bar import Bar
from ticker.market.sessions import NEW_YORK


def test_a_bar_is_told_exactly() -> None:
    told = readout(FOUR[0], IBM, "5m", NEW_YORK)
    assert told.text.replace("\N{NO-BREAK SPACE}", " ") == (
        "2026-03-04 09:30 Open 180.00 High 181.00 Low 179.50 Close 180.50 Volume 1,200 VWAP 180.50"
    )
    assert told.direction == "up"
    assert readout(FOUR[0], IBM, "1d", NEW_YORK).time == "2026-03-04"
    assert readout(FOUR[0], IBM, "1w", NEW_YORK).time == "Week of 2026-03-04"


def test_what_is_missing_is_a_dash() -> None:
    told = readout(Bar(ts_open=OPENS), IBM, "5m", NEW_YORK)
    assert told.texts == ("—", "—", "—", "—", "0", "—")


def test_the_table_begins_with_the_newest() -> None:
    table = data_table(chart())
    assert table.caption == "IBM, 1D, 5m candles: IBM"
    assert table.time_head == "Time (America/New_York)"
    assert [row.time[-5:] for row in table.rows] == ["09:45", "09:40", "09:35", "09:30"]


def test_what_is_pointed_at_is_where_the_plot_has_it() -> None:
    over = hover(chart(), 40)
    assert len(over.readouts) + len(over.blanks) == 40
    assert bars_since(FOUR, FOUR[1].ts_open) == FOUR[1:]
    assert bars_since(FOUR, FOUR[-1].ts_open + 1) == ()
    assert cursor("chart", 3, 40)[1:] == ("7.5%", "2.5%")
