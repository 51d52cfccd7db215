"""Gaps: what is heard of twice is one."""

from __future__ import annotations

import pytest

from ticker.feeds.gaps import Gaps
from ticker.market.frames import Gap


@pytest.mark.parametrize(
    ("first", "second", "count", "last"),
    [
        ((10, 20), (30, 40), 2, (30, 40)),
        ((10, 20), (20, 30), 2, (20, 30)),
        ((10, 20), (15, 40), 1, (10, 40)),
        ((15, 40), (10, 20), 1, (10, 40)),
        ((10, 20), (10, 20), 1, (10, 20)),
        ((500, 600), (10, 20), 2, (10, 20)),
    ],
)
def test_what_overlaps_is_one(
    first: tuple[int, int], second: tuple[int, int], count: int, last: tuple[int, int]
) -> None:
    gaps = Gaps()
    assert (gaps.count, gaps.last) == (0, None)
    for each in (first, second):
        gaps.add(*each)
    assert (gaps.count, gaps.last) == (count, Gap(*last))
