"""Random numbers that depend on their key alone, not on earlier draws."""

from __future__ import annotations

import random
from hashlib import blake2b
from statistics import NormalDist
from struct import Struct

_unpack_words = Struct(">8Q").unpack
_inverse_cdf = NormalDist().inv_cdf


def uniform_deviates(*key: int | str) -> list[float]:
    """Eight numbers between 0 and 1, both excluded."""
    words = _unpack_words(blake2b(repr(key).encode()).digest())
    # 52 bits: with 53 the largest would round to 1.
    return [((word >> 12) + 0.5) / 2**52 for word in words]


def normal_deviate(uniform: float) -> float:
    """The standard normal deviate of a uniform one."""
    return _inverse_cdf(uniform)


def generator(*key: int | str) -> random.Random:
    """A generator for any number of draws."""
    return random.Random(repr(key))
