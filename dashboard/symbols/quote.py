"""The quote of a symbol's page: a table of one row."""

from __future__ import annotations

from ticker.live.mirror import Mirror
from ticker.live.subscription import TableSpec
from ticker.rows.rows import Layout

COLUMNS = (
    *("last", "chg", "chg_pct"),
    *("bid", "bid_size", "ask", "ask_size", "spread"),
    *("open", "high", "low", "prev_close", "volume", "vwap"),
    *("time", "status"),
)


def layout(time_zone: str = "") -> Layout:
    return Layout(table="quote", columns=COLUMNS, kind="quote", time_zone=time_zone)


def table_spec(symbol: str, time_zone: str = "") -> TableSpec:
    def select(mirror: Mirror) -> tuple[str, ...]:
        return (symbol,)

    return TableSpec(layout=layout(time_zone), key=symbol, select=select)
