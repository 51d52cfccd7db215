"""What is drawn of a chart's bars: prices and volume."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from dashboard.charts.chart import Kind
from dashboard.charts.floats import Floats
from dashboard.charts.paths import (
    BODY,
    CENTRE,
    HEIGHT,
    STEP,
    Shape,
    drawn_shapes,
    plain,
    signed,
)
from dashboard.charts.scale import PRICES, Scale

LEAST_BODY = 3
"""Units of height: where Open and Close are equal it is a line."""

VOLUMES = 170
"""Units at the bottom that the greatest volume fills."""

Candle = tuple[int, int, int, int, int]
"""Where its left edge is, its high, the top and the bottom of its body, and its low."""


def prices(kind: Kind, floats: Floats, scale: Scale) -> list[Shape]:
    """As candles, a line or an area."""
    return candles(floats, scale) if kind == "candles" else close_line(kind, floats.closes, scale)


def close_line(
    kind: Kind, closes: Sequence[float | None], scale: Scale, first: int = 0
) -> list[Shape]:
    """With what is under it, if it is an area; ``first`` is the place of the first bar."""
    under = area(closes, scale, first) if kind == "area" else []
    return under + line("close", closes, scale, first)


def candles(floats: Floats, scale: Scale, first: int = 0) -> list[Shape]:
    """Wicks under bodies, those of a rising bar apart from those of a falling one. Bars without
    prices have none; ``first`` is the place of the first bar."""
    rising: list[Candle] = []
    falling: list[Candle] = []
    top, factor = scale.top, scale.factor
    x = (first - 1) * STEP + 1
    bars = zip(floats.opens, floats.highs, floats.lows, floats.closes, strict=True)
    for start, high, low, close in bars:
        x += STEP
        if start is None or high is None or low is None or close is None:
            continue
        opening, closing = round((top - start) * factor), round((top - close) * factor)
        upper, lower = round((top - high) * factor), round((top - low) * factor)
        if close < start:
            falling.append((x, upper, opening, closing, lower))
        else:
            rising.append((x, upper, closing, opening, lower))
    (up_wicks, up_bodies), (down_wicks, down_bodies) = _candles(rising), _candles(falling)
    return drawn_shapes(
        Shape("wick up", up_wicks),
        Shape("wick down", down_wicks),
        Shape("body up", up_bodies),
        Shape("body down", down_bodies),
    )


def _candles(found: Iterable[Candle]) -> tuple[str, str]:
    """Their wicks and their bodies. A thousand are a quarter of a chart's time, so each is written
    where it is found, as are the points of a line."""
    wicks, bodies = [], []
    wick_x = wick_y = body_x = body_y = 0
    for x, high, begins, ends, low in found:
        top, bottom = (begins, ends) if ends - begins >= LEAST_BODY else _flat(begins + ends)
        if high < top or low > bottom:
            middle = x + BODY // 2
            upper, lower = high if high < top else top, low if low > bottom else bottom
            moved = plain[middle - wick_x] + signed[upper - wick_y]
            wicks.append(f"m{moved}v{plain[lower - upper]}")
            wick_x, wick_y = middle, lower
        moved, height = plain[x - body_x] + signed[top - body_y], plain[bottom - top]
        bodies.append(f"m{moved}h{BODY}v{height}h-{BODY}z")
        body_x, body_y = x, top
    return "".join(wicks), "".join(bodies)


def _flat(sum_of_edges: int) -> tuple[int, int]:
    """A body of the least height, within the prices."""
    upper = min(max((sum_of_edges - LEAST_BODY) // 2, 0), PRICES - LEAST_BODY)
    return upper, upper + LEAST_BODY


def volumes(floats: Floats, most: float, first: int = 0) -> list[Shape]:
    """Columns on the bottom, as a walk along it; ``most`` is the volume that fills their height."""
    walks: dict[str, list[str]] = {"volume up": [], "volume down": [], "volume": []}
    ends = dict.fromkeys(walks, 0)
    factor = VOLUMES / most if most else 0.0
    x = (first - 1) * STEP + 1
    for start, close, size in zip(floats.opens, floats.closes, floats.volumes, strict=True):
        x += STEP
        units = round(size * factor)
        if not units:
            continue
        if start is None or close is None:
            css = "volume"
        else:
            css = "volume down" if close < start else "volume up"
        height = plain[units if units < VOLUMES else VOLUMES]
        walks[css].append(f"h{plain[x - ends[css]]}v-{height}h{BODY}v{height}")
        ends[css] = x + BODY
    return [Shape(css, f"M0 {HEIGHT}" + "".join(walk)) for css, walk in walks.items() if walk]


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
    to_x = (first - 1) * STEP + CENTRE
    for place, price in enumerate(prices, first):
        to_x += STEP
        if place in begins:
            is_new = True
        if price is None:
            continue
        to_y = round((top - price) * factor)
        if not 0 <= to_y <= PRICES:
            # An average may come from prices that are not shown.
            is_new = True
            continue
        move = plain[to_x - x] + signed[to_y - y]
        parts.append(f"m{move}l0 0" if is_new else move)
        x, y, is_new = to_x, to_y, False
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
