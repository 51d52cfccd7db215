"""The units of a plot, and its shapes: few paths, whatever the number of bars.

Everything is whole units from the top left corner, in relative commands: a thousand bars are
some 50 kB.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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
        self._parts.append(
            f"m{x - self._x}{top - self._y:+d}h{width}v{bottom - top}h-{width}z",
        )
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
        self._parts.append(f"m{x - self._x}{top - self._y:+d}v{bottom - top}")
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


def prices(
    kind: Kind, bars: Iterable[Bar], closes: Sequence[float | None], scale: Scale, first: int = 0
) -> list[Shape]:
    """As candles, a line or an area; ``first`` is the place of the first bar."""
    if kind == "candles":
        return candles(bars, scale, first)
    under = area(closes, scale, first) if kind == "area" else []
    return under + line("close", closes, scale, first)


def candles(bars: Iterable[Bar], scale: Scale, first: int = 0) -> list[Shape]:
    """Wicks under bodies, those of a rising bar apart from those of a falling one. Bars without
    prices have none."""
    bodies, wicks = (Boxes(), Boxes()), (Strokes(), Strokes())
    top, factor = scale.top, scale.factor
    for place, bar in enumerate(bars, first):
        if bar.open is None or bar.high is None or bar.low is None or bar.close is None:
            continue
        falls = bar.close < bar.open
        opening = round((top - float(bar.open)) * factor)
        closing = round((top - float(bar.close)) * factor)
        upper, lower = (closing, opening) if closing < opening else (opening, closing)
        if lower - upper < LEAST_BODY:
            upper, lower = _flat(upper + lower)
        high = round((top - float(bar.high)) * factor)
        low = round((top - float(bar.low)) * factor)
        x = place * STEP + 1
        if high < upper or low > lower:
            wicks[falls].add(x + BODY // 2, min(high, upper), max(low, lower))
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
        parts.append(f"m{dx}{dy:+d}l0 0" if is_new else f"{dx}{dy:+d}")
        x, y, is_new = x + dx, to_y, False
    return " ".join(parts)


def area(closes: Sequence[float | None], scale: Scale, first: int = 0) -> list[Shape]:
    """What is under the line, down to the end of the prices."""
    within = [close if close and scale.low <= close <= scale.high else None for close in closes]
    d = line_path(within, scale, first)
    if not d:
        return []
    places = [place for place, close in enumerate(within, first) if close is not None]
    width = (places[-1] - places[0]) * STEP
    return [Shape("area", f"{d}V{PRICES}h-{width}z")]
