"""Lines through prices, and areas under them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from dashboard.charts.chart import Kind
from dashboard.charts.paths import CENTRE, STEP, Shape, next_point, plain_number, signed_number
from dashboard.charts.scale import PRICES, Scale


def close_line(
    kind: Kind, closes: Sequence[float | None], scale: Scale, first: int = 0
) -> list[Shape]:
    under = area(closes, scale, first) if kind == "area" else []
    return under + line("close", closes, scale, first)


def area(closes: Sequence[float | None], scale: Scale, first: int = 0) -> list[Shape]:
    """Down to the end of the prices."""
    within = [close if close and scale.low <= close <= scale.high else None for close in closes]
    d = line_path(within, scale, first)
    if not d:
        return []
    places = [place for place, close in enumerate(within, first) if close is not None]
    width = (places[-1] - places[0]) * STEP
    return [Shape("area", f"{d}V{PRICES}h-{width}z")]


def line(
    css: str,
    prices: Sequence[float | None],
    scale: Scale,
    first: int = 0,
    starts: Iterable[int] = (),
) -> list[Shape]:
    """Connects prices across gaps. It starts again at ``starts`` and after prices outside the
    scale."""
    d = line_path(prices, scale, first, starts)
    return [Shape(css, d)] if d else []


def line_path(
    prices: Sequence[float | None], scale: Scale, first: int = 0, starts: Iterable[int] = ()
) -> str:
    """Commands; "" without a point. Consecutive bars are written in one go: three lines are a fifth
    of a chart's time."""
    places, ys, starts = _visible_points(prices, scale, first, starts)
    if not ys:
        return ""
    moves = [next_point[now - before] for before, now in pairwise(ys)]
    for at in _jumps(places):
        moves[at - 1] = (
            plain_number[(places[at] - places[at - 1]) * STEP] + signed_number[ys[at] - ys[at - 1]]
        )
    moves.insert(0, f"{places[0] * STEP + CENTRE}{ys[0]:+}")
    for at in {0, *(bisect_left(places, begin) for begin in starts)}:
        if at < len(moves):
            moves[at] = f"m{moves[at]}l0 0"
    return " ".join(moves)


def _visible_points(
    prices: Sequence[float | None], scale: Scale, first: int, starts: Iterable[int]
) -> tuple[Sequence[int], Sequence[int], Iterable[int]]:
    """Indexes and heights within the scale, and the starts of lines: an average may come from
    prices outside."""
    known = [price for price in prices if price is not None]
    places, ys = _places(prices, first, len(known)), scale.ys(known)
    if not ys or (min(ys) >= 0 and max(ys) <= PRICES):
        return places, ys, starts
    outside = [place for place, y in zip(places, ys, strict=True) if not 0 <= y <= PRICES]
    inside = [(place, y) for place, y in zip(places, ys, strict=True) if 0 <= y <= PRICES]
    return [place for place, _ in inside], [y for _, y in inside], [*starts, *outside]


def _places(prices: Sequence[float | None], first: int, count: int) -> Sequence[int]:
    """Indexes of the ``count`` known prices, which are mostly consecutive."""
    start = next((at for at, price in enumerate(prices) if price is not None), 0)
    if all(price is None for price in prices[start + count :]):
        return range(first + start, first + start + count)
    return [place for place, price in enumerate(prices, first) if price is not None]


def _jumps(places: Sequence[int]) -> Iterable[int]:
    """Positions that do not follow the one before."""
    if places[-1] - places[0] == len(places) - 1:
        return ()
    pairs = enumerate(pairwise(places), start=1)
    return [at for at, (before, place) in pairs if place - before > 1]
