"""Chance that depends on what it is asked for alone, not on what was asked before."""

from __future__ import annotations

import random
from hashlib import blake2b
from statistics import NormalDist
from struct import Struct

_eight = Struct(">8Q").unpack
_normal = NormalDist().inv_cdf


def uniforms(*key: int | str) -> list[float]:
    """Eight numbers between 0 and 1, neither of which is among them."""
    words = _eight(blake2b(repr(key).encode()).digest())
    # 52 bits: with one more, the largest would be rounded to 1.
    return [((word >> 12) + 0.5) / 2**52 for word in words]


def normal(uniform: float) -> float:
    """A standard normal deviate of a uniform one."""
    return _normal(uniform)


def stream(*key: int | str) -> random.Random:
    """As many numbers as are wanted."""
    return random.Random(repr(key))
