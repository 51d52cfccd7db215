"""What sparklines cost a board: its rows with one each, to the same rows without."""

from __future__ import annotations

import time
from collections.abc import Sequence
from decimal import Decimal
from statistics import median

from msgspec import Struct

from ticker.live.fragments import Fragments
from ticker.live.mirror import Mirror
from ticker.live.sparks import SPACING
from ticker.live.subscription import DEFAULT_RATE
from ticker.market.bar import Bar
from ticker.market.frames import FeedState, Frame
from ticker.market.freshness import Freshness
from ticker.market.instruments import InstrumentDefinition, Universe
from ticker.market.level1 import Level1
from ticker.rows.columns import DEFAULT
from ticker.rows.rows import Layout
from ticker.rows.sparkline import sparkline
from ticker.rows.sparkpoints import SparkPoints

ROWS = 100
DAY = 390
"""Minutes."""

REPEATS = 60
PREV_CLOSE = Decimal(180)


class SparkCosts(Struct):
    """Seconds for the rows of the board ``plain`` and with sparklines that are ``drawn``, for
    drawing all of them anew, and the bytes of the rows with them to those of the rows without."""

    plain_rows: float
    spark_rows: float
    drawing: float
    bytes_ratio: float

    @property
    def ratio(self) -> float:
        """Of rows that change as often as a page is updated, while sparklines are drawn anew as
        often as they may be."""
        return (self.spark_rows + self.drawing / (SPACING * DEFAULT_RATE)) / self.plain_rows


class SparkBoard:
    """Each row has another day behind it, a whole one, and shows another price every time."""

    def __init__(self, bars: Sequence[Bar]) -> None:
        """As many as there are rows, after a day of them."""
        self.symbols = tuple(f"XNYS:S{number:02}" for number in range(ROWS))
        named = (
            InstrumentDefinition(symbol=each, name=f"Number {each[6:]}", asset_class="EQUITY")
            for each in self.symbols
        )
        self.mirror = Mirror(Universe(named))
        self._bars, self._frames = bars, 0
        self._points = [_spark_points(bars[number : number + DAY]) for number in range(ROWS)]

    def advance(self) -> None:
        self._frames += 1
        rows = [self._level(number) for number in range(ROWS)]
        sent = Frame(
            epoch=1,
            n=self._frames,
            ts=time.time_ns(),
            is_keyframe=False,
            feed=FeedState(),
            rows=rows,
        )
        self.mirror.receive(sent)

    def draw_sparklines(self) -> None:
        lines = (sparkline(each.closes, PREV_CLOSE) for each in self._points)
        self.mirror.set_sparks(dict(zip(self.symbols, lines, strict=True)))

    def _level(self, number: int) -> Level1:
        bar = self._bars[(number * 7 + self._frames) % len(self._bars)]
        return Level1(
            symbol=self.symbols[number],
            name=self.mirror.universe[self.symbols[number]].name,
            last=bar.close,
            bid=bar.low,
            ask=bar.high,
            volume=bar.volume * self._frames,
            low=bar.low,
            high=bar.high,
            prev_close=PREV_CLOSE,
            status=Freshness("LIVE"),
            ts_event=bar.ts_open,
            tick=1,
            flash=self._frames,
            n=self._frames,
        )


def measure_spark_costs(bars: Sequence[Bar]) -> SparkCosts:
    board = SparkBoard(bars)
    board.advance()
    start = time.process_time()
    board.draw_sparklines()
    drawing = time.process_time() - start
    layouts = (
        Layout(table="board", columns=tuple(key for key in DEFAULT if key != "spark")),
        Layout(table="board", columns=DEFAULT),
    )
    rows = [Fragments(layout, board.mirror) for layout in layouts]
    seconds: tuple[list[float], list[float]] = ([], [])
    sizes = [0, 0]
    for repeat in range(REPEATS):
        cursor = board.mirror.version
        board.advance()
        for each in (0, 1) if repeat % 2 else (1, 0):
            start = time.process_time()
            text = rows[each].rows_since(board.symbols, cursor)
            seconds[each].append(time.process_time() - start)
            sizes[each] += len(text)
    plain, drawn = map(median, seconds)
    return SparkCosts(plain, drawn, drawing, sizes[1] / sizes[0])


def _spark_points(bars: Sequence[Bar]) -> SparkPoints:
    course = SparkPoints(bars[0].ts_open, bars[-1].ts_open + 1)
    course.add_bars(bars)
    return course
