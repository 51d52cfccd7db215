from __future__ import annotations

from typing import NamedTuple

from dashboard.charts.chart import Chart
from dashboard.charts.readout import HEADS, Readout, readout


class DataTable(NamedTuple):
    """Rows are newest first."""

    caption: str
    time_head: str
    heads: tuple[str, ...]
    rows: list[Readout]


def data_table(chart: Chart) -> DataTable:
    zone = chart.calendar.zone
    rows = [readout(bar, chart.definition, chart.interval, zone) for bar in reversed(chart.bars)]
    name = chart.definition.name
    return DataTable(f"{chart.title}: {name}", f"Time ({zone.key})", HEADS, rows)
