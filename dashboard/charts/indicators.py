"""Indicators computed from bars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, repeat

from dashboard.charts.floats import Floats
from dashboard.charts.sessions import SessionSpan


def moving_average(closes: Sequence[float | None], count: int) -> list[float | None]:
    """The simple average of the last ``count`` closes; None until there are as many, and where a
    close is missing."""
    known = [close for close in closes if close is not None]
    sums = list(accumulate(known, initial=0.0))
    of_count = zip(sums, sums[count:], strict=False)
    averages = [*repeat(None, count - 1), *[(end - start) / count for start, end in of_count]]
    if len(known) == len(closes):
        return averages[: len(closes)]
    following = chain(averages, repeat(None))
    return [None if close is None else next(following) for close in closes]


def cumulative_vwap(floats: Floats, spans: Iterable[SessionSpan]) -> Iterator[float | None]:
    """VWAP of each trade date's regular session up to each bar, as quoted; None before its first
    trade, constant after the session."""
    notional = volume = 0.0
    trade_date = None
    for session, start, end in spans:
        if session.trade_date != trade_date:
            trade_date = session.trade_date
            notional = volume = 0.0
        if not session.is_regular:
            yield from repeat(notional / volume if volume else None, end - start)
            continue
        notionals = list(accumulate(floats.notionals[start:end], initial=notional))
        volumes = list(accumulate(floats.priced_volumes[start:end], initial=volume))
        sums = zip(notionals[1:], volumes[1:], strict=True)
        yield from [traded / size if size else None for traded, size in sums]
        notional, volume = notionals[-1], volumes[-1]
