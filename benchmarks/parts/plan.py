"""How long and how often."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct


class BenchPlan(Struct, frozen=True):
    """``window`` and ``trial`` are seconds watched, for a cost and for one step of a search;
    ``stride`` is the first step of a search in rungs, ``precision`` how near it comes, ``trials``
    how often a step is tried that other programs disturbed; ``viewers`` scales their numbers,
    ``folder`` is a VAR_DIR with the instruments. No round begins that would end after
    ``minutes``."""

    folder: Path
    rounds: int = 5
    minutes: float = 25.0
    window: float = 4.0
    trial: float = 3.0
    trials: int = 2
    stride: int = 4
    precision: int = 1
    viewers: float = 1.0

    @classmethod
    def quick(cls, folder: Path) -> BenchPlan:
        return cls(
            folder,
            rounds=1,
            window=1.5,
            trial=1.5,
            trials=1,
            stride=6,
            precision=6,
            viewers=0.2,
        )

    def scale_viewers(self, viewers: int) -> int:
        """So many viewers, or fewer where the plan is a small one."""
        return max(1, round(viewers * self.viewers))
