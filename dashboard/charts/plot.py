"""The units of a plot, and its shapes: few paths, whatever the number of bars.

Everything is whole units from the top left corner, in relative commands: a thousand bars are
some 50 kB. What is written thousands of times is so by ``%``, which takes a third less than an
f-string does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from dashboard.charts.chart import Kind
from dashboard.charts.scale import PRICES, Scale
from ticker.bar import Bar

HEIGHT = 1000
STEP = 8
"""Units from one bar to the next."""

BODY = 6
CENTRE = STEP // 2
LEAST_BODY = 3
"""Units of height: where Open and Close are equal it is a line."""

VOLUMES = 170
"""Units at the bottom that the greatest volume fills."""


class Shape(NamedTuple):
    """A path: its class and its commands."""

    css: str
    d: str


class Boxes:
    """Rectangles."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._x = self._y = 0

    def add(self, x: int, top: int, bottom: int, width: int = BODY) -> None:
        moved = x - self._x, top - self._y
        height = bottom - top
        self._parts.append("m%d%+dh%dv%dh-%dz" % (*moved, width, height, width))  # noqa: UP031
        self._x, self._y = x, top

    @property
    def d(self) -> str:
        return "".join(self._parts)


class Strokes:
    """Vertical lines."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._x = self._y = 0

    def add(self, x: int, top: int, bottom: int) -> None:
        moved = x - self._x, top - self._y
        self._parts.append("m%d%+dv%d" % (*moved, bottom - top))  # noqa: UP031
        self._x, self._y = x, bottom

    @property
    def d(self) -> str:
        return "".join(self._parts)


class Columns:
    """Rectangles that stand on the bottom: a walk along it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._x = 0

    def add(self, x: int, height: int) -> None:
        self._parts.append(f"h{x - self._x}v-{height}h{BODY}v{height}")
        self._x = x + BODY

    @property
    def d(self) -> str:
        return f"M0 {HEIGHT}" + "".join(self._parts) if self._parts else ""


def closes_of(bars: Iterable[Bar]) -> list[float | None]:
    return [None if bar.close is None else float(bar.close) for bar in bars]


def prices(
    kind: Kind, bars: Iterable[Bar], closes: Sequence[float | None], scale: Scale, first: int = 0
) -> list[Shape]:
    """As candles, a line or an area; ``first`` is the place of the first bar."""
    if kind == "candles":
        return candles(bars, closes, scale, first)
    under = area(closes, scale, first) if kind == "area" else []
    return under + line("close", closes, scale, first)


def candles(
    bars: Iterable[Bar], closes: Iterable[float | None], scale: Scale, first: int = 0
) -> list[Shape]:
    """Wicks under bodies, those of a rising bar apart from those of a falling one. Bars without
    prices have none."""
    bodies, wicks = (Boxes(), Boxes()), (Strokes(), Strokes())
    top, factor = scale.top, scale.factor
    for place, (bar, close) in enumerate(zip(bars, closes, strict=True), first):
        if bar.open is None or bar.high is None or bar.low is None or close is None:
            continue
        start = float(bar.open)
        falls = close < start
        opening, closing = round((top - start) * factor), round((top - close) * factor)
        upper, lower = (opening, closing) if falls else (closing, opening)
        if lower - upper < LEAST_BODY:
            upper, lower = _flat(upper + lower)
        high = round((top - float(bar.high)) * factor)
        low = round((top - float(bar.low)) * factor)
        x = place * STEP + 1
        if high < upper or low > lower:
            ends = high if high < upper else upper, low if low > lower else lower
            wicks[falls].add(x + BODY // 2, *ends)
        bodies[falls].add(x, upper, lower)
    shapes = [
        Shape("wick up", wicks[False].d),
        Shape("wick down", wicks[True].d),
        Shape("body up", bodies[False].d),
        Shape("body down", bodies[True].d),
    ]
    return [each for each in shapes if each.d]


def _flat(sum_of_edges: int) -> tuple[int, int]:
    """A body of the least height, within the prices."""
    upper = min(max((sum_of_edges - LEAST_BODY) // 2, 0), PRICES - LEAST_BODY)
    return upper, upper + LEAST_BODY


def volumes(bars: Iterable[Bar], most: float, first: int = 0) -> list[Shape]:
    """``most`` is the volume that fills their height."""
    rising, falling, neither = Columns(), Columns(), Columns()
    factor = VOLUMES / most if most else 0.0
    for place, bar in enumerate(bars, first):
        height = min(round(float(bar.volume) * factor), VOLUMES)
        if not height:
            continue
        if bar.open is None or bar.close is None:
            columns = neither
        else:
            columns = falling if bar.close < bar.open else rising
        columns.add(place * STEP + 1, height)
    shapes = [
        Shape("volume up", rising.d),
        Shape("volume down", falling.d),
        Shape("volume", neither.d),
    ]
    return [each for each in shapes if each.d]


def line(
    css: str,
    prices: Iterable[float | None],
    scale: Scale,
    first: int = 0,
    begins: Collection[int] = (),
) -> list[Shape]:
    """One from price to price, over what has none. It begins anew at some places, and after
    prices that are out of the scale."""
    d = line_path(prices, scale, first, begins)
    return [Shape(css, d)] if d else []


def line_path(
    prices: Iterable[float | None], scale: Scale, first: int = 0, begins: Collection[int] = ()
) -> str:
    parts: list[str] = []
    x = y = 0
    is_new = True
    top, factor = scale.top, scale.factor
    for place, price in enumerate(prices, first):
        is_new = is_new or place in begins
        if price is None:
            continue
        to_y = round((top - price) * factor)
        if not 0 <= to_y <= PRICES:
            # An average may come from prices that are not shown.
            is_new = True
            continue
        dx, dy = place * STEP + CENTRE - x, to_y - y
        parts.append(f"m{dx}{dy:+d}l0 0" if is_new else _move(dx, dy))
        x, y, is_new = x + dx, to_y, False
    return " ".join(parts)


@lru_cache(PRICES * 2)
def _move(dx: int, dy: int) -> str:
    """Most points of a line have one just before, and few ways to go: they are written once."""
    return f"{dx}{dy:+d}"


def area(closes: Sequence[float | None], scale: Scale, first: int = 0) -> list[Shape]:
    """What is under the line, down to the end of the prices."""
    within = [close if close and scale.low <= close <= scale.high else None for close in closes]
    d = line_path(within, scale, first)
    if not d:
        return []
    places = [place for place, close in enumerate(within, first) if close is not None]
    width = (places[-1] - places[0]) * STEP
    return [Shape("area", f"{d}V{PRICES}h-{width}z")]
