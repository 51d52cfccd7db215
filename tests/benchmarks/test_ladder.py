from __future__ import annotations

import pytest

from benchmarks.ladder import RUNGS, find_greatest


@pytest.mark.parametrize("limit", [0, 1, 4, 100, 750, 999_999])
@pytest.mark.parametrize(("first", "stride"), [(3, 1), (750, 4), (750, 1)])
def test_the_greatest_rung_that_holds_is_found(limit: int, first: int, stride: int) -> None:
    tried: list[int] = []

    def holds(viewers: int) -> bool:
        tried.append(viewers)
        return viewers <= limit

    assert find_greatest(holds, first, stride) == max((n for n in RUNGS if n <= limit), default=0)
    assert len(tried) == len(set(tried))


def test_beside_the_last_result_two_trials_are_enough() -> None:
    tried: list[int] = []

    def holds(viewers: int) -> bool:
        tried.append(viewers)
        return viewers <= 750

    found = find_greatest(holds, 740, 1)
    assert (found, len(tried)) == (RUNGS[RUNGS.index(tried[0])], 2)
