"""Sale conditions: what a trade that has them counts in.

The tables are those of the two plans for consolidated figures: the sale conditions of the
Consolidated Tape System's output specification (tapes A and B), and those of the UTP Trade Data
Feed's interface specification (tape C). An unknown code counts as a regular sale.
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
"""These count in volume, but not in High, Low and Last."""

AVERAGE_PRICE = "B"
"""On tapes A and B only; on tape C it is a bunched trade, which counts in everything."""

EXTENDED_HOURS = "T"
"""Not part of the regular session, whatever its time."""

NEVER_LAST = {
    "G": "bunched, sold",
    "P": "prior reference price",
    "Z": "sold out of sequence",
    "4": "derivatively priced",
}
"""These count in High and Low, but not in Last."""

OFFICIAL = {"M": "market center official close", "Q": "market center official open"}
"""These repeat a price for information and count in nothing."""

WITHOUT_VOLUME = {"9": "corrected consolidated close"}


def is_official(conditions: Iterable[str]) -> bool:
    """Whether the message is official information rather than a trade."""
    return not OFFICIAL.keys().isdisjoint(conditions)


def has_volume(conditions: Iterable[str]) -> bool:
    return WITHOUT_VOLUME.keys().isdisjoint(conditions)


def trade_flags(conditions: Iterable[str], tape: str, is_regular: bool) -> int:
    """The flags of a trade event; ``is_regular`` tells whether its time is in the regular session.

    A trade in extended hours sets Last, which is the newest trade of any session.
    """
    codes = set(conditions)
    if codes & VOLUME_ONLY.keys():
        return INELIGIBLE
    if AVERAGE_PRICE in codes and tape != "C":
        return INELIGIBLE
    if EXTENDED_HOURS in codes and is_regular:
        return INELIGIBLE
    return LATE if codes & NEVER_LAST.keys() else 0
