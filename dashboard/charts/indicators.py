"""Lines that are computed from bars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, repeat

from dashboard.charts.floats import sizes_of
from dashboard.charts.stretch import Stretch
from ticker.bar import Bar


def moving_average(closes: Sequence[float | None], count: int) -> Iterator[float | None]:
    """The simple one of the last ``count`` closes; None until there are as many, and where there
    is no close."""
    sums = list(accumulate((close for close in closes if close is not None), initial=0.0))
    of_count = zip(sums, sums[count:], strict=False)
    averages = chain(repeat(None, count - 1), ((end - start) / count for start, end in of_count))
    return (None if close is None else next(averages, None) for close in closes)


def cumulative_vwap(bars: Sequence[Bar], stretches: Iterable[Stretch]) -> Iterator[float | None]:
    """Of the regular session of each trade date up to each bar, as the quoted VWAP is; None before
    its first trade. After the session it stays where it was."""
    notionals = sizes_of([bar.notional for bar in bars])
    volumes = sizes_of([bar.priced_volume for bar in bars])
    notional = volume = 0.0
    trade_date = None
    for session, start, end in stretches:
        if session.trade_date != trade_date:
            trade_date = session.trade_date
            notional = volume = 0.0
        if session.phase != "REGULAR":
            yield from repeat(notional / volume if volume else None, end - start)
            continue
        for traded, size in zip(notionals[start:end], volumes[start:end], strict=True):
            notional += traded
            volume += size
            yield notional / volume if volume else None
