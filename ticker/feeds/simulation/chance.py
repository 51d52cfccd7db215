"""Random numbers that depend on their key alone, not on earlier draws."""

from __future__ import annotations

import random
from hashlib import blake2b
from statistics import NormalDist
from struct import Struct

_eight = Struct(">8Q").unpack
_normal = NormalDist().inv_cdf


def uniforms(*key: int | str) -> list[float]:
    """Eight numbers between 0 and 1, both excluded."""
    words = _eight(blake2b(repr(key).encode()).digest())
    # 52 bits: with 53 the largest would round to 1.
    return [((word >> 12) + 0.5) / 2**52 for word in words]


def normal(uniform: float) -> float:
    """The standard normal deviate of a uniform one."""
    return _normal(uniform)


def stream(*key: int | str) -> random.Random:
    """A generator for any number of draws."""
    return random.Random(repr(key))
