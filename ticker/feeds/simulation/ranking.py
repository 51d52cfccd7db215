"""Which instruments trade most: the order of activity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ticker.market.instruments import AssetClass, InstrumentDefinition

SHARE: dict[AssetClass, float] = {"EQUITY": 0.6, "ETF": 0.25, "CRYPTO": 0.15}
"""How the classes are mixed at the head of the order, until one of them runs out."""


def ranked(definitions: Iterable[InstrumentDefinition]) -> list[InstrumentDefinition]:
    """The definitions, most active first.

    Within an asset class their own order counts; the classes are interleaved by SHARE, so that a
    short head of the list still holds shares, funds and crypto.
    """
    seen: Counter[AssetClass] = Counter()
    places: list[tuple[float, InstrumentDefinition]] = []
    for each in definitions:
        seen[each.asset_class] += 1
        places.append((seen[each.asset_class] / SHARE[each.asset_class], each))
    return [each for _, each in sorted(places, key=lambda place: place[0])]
