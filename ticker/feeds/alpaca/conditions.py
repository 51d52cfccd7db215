"""Sale conditions: what the trade that has them counts in.

As the two plans have it for consolidated figures: the table of sale conditions in the Consolidated
Tape System's output specification (tapes A and B), and that of the UTP Trade Data Feed's interface
specification (tape C). A code that neither has counts as a regular sale does.
"""

from __future__ import annotations

from collections.abc import Iterable

from ticker.market.events import INELIGIBLE, LATE

VOLUME_ONLY = {
    "C": "cash sale",
    "H": "price variation",
    "I": "odd lot",
    "N": "next day",
    "R": "seller",
    "U": "extended hours, sold out of sequence",
    "V": "contingent",
    "W": "average price",
    "7": "qualified contingent",
}
"""They count in volume, and neither in High and Low nor in Last."""

AVERAGE_PRICE = "B"
"""On tapes A and B; on tape C it is a bunched trade, which counts in all."""

EXTENDED_HOURS = "T"
"""Not of the regular session, whatever its time."""

NEVER_LAST = {
    "G": "bunched, sold",
    "P": "prior reference price",
    "Z": "sold out of sequence",
    "4": "derivatively priced",
}
"""They count in High and Low, and not in Last."""

OFFICIAL = {"M": "market center official close", "Q": "market center official open"}
"""They repeat a price for information, and count in nothing."""

WITHOUT_VOLUME = {"9": "corrected consolidated close"}


def is_official(conditions: Iterable[str]) -> bool:
    """Or it is a trade."""
    return not OFFICIAL.keys().isdisjoint(conditions)


def has_volume(conditions: Iterable[str]) -> bool:
    return WITHOUT_VOLUME.keys().isdisjoint(conditions)


def flags_of(conditions: Iterable[str], tape: str, is_regular: bool) -> int:
    """Those of a trade event; ``is_regular`` is whether its time is in the regular session.

    In extended hours a trade makes Last, as here the newest of any session does.
    """
    found = set(conditions)
    if found & VOLUME_ONLY.keys():
        return INELIGIBLE
    if AVERAGE_PRICE in found and tape != "C":
        return INELIGIBLE
    if EXTENDED_HOURS in found and is_regular:
        return INELIGIBLE
    return LATE if found & NEVER_LAST.keys() else 0
