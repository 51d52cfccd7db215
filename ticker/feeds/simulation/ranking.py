"""The order of instruments by activity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ticker.market.instruments import AssetClass, InstrumentDefinition

SHARE: dict[AssetClass, float] = {"EQUITY": 0.6, "ETF": 0.25, "CRYPTO": 0.15}
"""The mix of classes at the head of the order, until one of them runs out."""


def activity_ranking(definitions: Iterable[InstrumentDefinition]) -> list[InstrumentDefinition]:
    """The definitions, most active first.

    Within an asset class they keep their order; the classes are interleaved by SHARE, so that a
    short head of the list has shares, funds and crypto.
    """
    seen: Counter[AssetClass] = Counter()
    places: list[tuple[float, InstrumentDefinition]] = []
    for definition in definitions:
        seen[definition.asset_class] += 1
        places.append((seen[definition.asset_class] / SHARE[definition.asset_class], definition))
    return [definition for _, definition in sorted(places, key=lambda place: place[0])]
