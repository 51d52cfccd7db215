"""Freshness: the one word that says how far a price can be trusted, and what follows from it.

A new word is a new member of ``Word``: rows, the status bar, walls, charts, metrics and both
stylesheets follow from its tone.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NewType

Freshness = NewType("Freshness", str)
"""A word as it is shown, with its detail: ``LIVE``, ``STALE 12s``, ``HALTED T1``."""

UNKNOWN = Freshness("")

SILENCE_LIMIT = 3.0
"""Seconds without a word, not even a heartbeat, after which a feed is STALE."""


class Tone(StrEnum):
    """How a word looks; the stylesheets select by it."""

    LIVE = "live"
    QUALIFIED = "qualified"
    STALE = "stale"
    ENDED = "ended"


class Word(StrEnum):
    """Each word with its tone. Feeds use the words down to ENDED; rows use all of them."""

    tone: Tone

    def __new__(cls, text: str, tone: Tone) -> Word:
        word = str.__new__(cls, text)
        word._value_ = text
        word.tone = tone
        return word

    CONNECTING = "CONNECTING", Tone.QUALIFIED
    LIVE = "LIVE", Tone.LIVE
    DELAYED = "DELAYED", Tone.QUALIFIED
    SIMULATED = "SIMULATED", Tone.QUALIFIED
    REPLAY = "REPLAY", Tone.QUALIFIED
    STALE = "STALE", Tone.STALE
    ENDED = "ENDED", Tone.ENDED
    HALTED = "HALTED", Tone.STALE
    PRE = "PRE", Tone.QUALIFIED
    POST = "POST", Tone.QUALIFIED
    CLOSED = "CLOSED", Tone.QUALIFIED


BY_TEXT: Mapping[str, Word] = {word.value: word for word in Word}
FROZEN = tuple(word for word in Word if word.tone in (Tone.STALE, Tone.ENDED))
ROW_WORDS = (Word.HALTED, Word.PRE, Word.POST, Word.CLOSED)
FEED_WORDS = tuple(word for word in Word if word not in ROW_WORDS)

CONNECTING = Freshness(Word.CONNECTING)
LIVE = Freshness(Word.LIVE)
SIMULATED = Freshness(Word.SIMULATED)
REPLAY = Freshness(Word.REPLAY)
ENDED = Freshness(Word.ENDED)


def delayed(minutes: int | None) -> Freshness:
    """LIVE for 0 minutes; DELAYED without a number where the delay is not known."""
    if minutes == 0:
        return LIVE
    return Freshness(f"{Word.DELAYED} {minutes}m" if minutes else Word.DELAYED)


def stale(seconds: float) -> Freshness:
    """``seconds`` of silence so far."""
    return Freshness(f"{Word.STALE} {age(seconds)}")


def row_freshness(feed: Freshness, phase: str, is_halted: bool, reason: str) -> Freshness:
    """The word of one row. A halt comes before where the price is from, and a session's phase
    before LIVE and DELAYED."""
    if is_halted:
        return Freshness(f"{Word.HALTED} {reason}".rstrip())
    if phase in (Word.PRE, Word.POST, Word.CLOSED) and word_of(feed) in (Word.LIVE, Word.DELAYED):
        return Freshness(phase)
    return feed


def word_of(freshness: Freshness) -> Word | None:
    """The word without its detail; None for UNKNOWN and for words of a newer release."""
    return BY_TEXT.get(freshness.partition(" ")[0])


def tone_of(freshness: Freshness) -> Tone:
    word = word_of(freshness)
    return word.tone if word else Tone.QUALIFIED


def split_age(freshness: Freshness) -> tuple[str, str]:
    """The text in two parts: with STALE the word and its age, which ticks; else all and ""."""
    if not is_stale(freshness):
        return freshness, ""
    word, _, since = freshness.partition(" ")
    return word, since


def is_frozen(freshness: Freshness) -> bool:
    """Whether the price is not moving freely: it is shown greyed, with its word."""
    return freshness.startswith(FROZEN)


def is_stale(freshness: Freshness) -> bool:
    return freshness.startswith(Word.STALE)


def is_halted(freshness: Freshness) -> bool:
    return freshness.startswith(Word.HALTED)


def is_ended(freshness: Freshness) -> bool:
    return freshness == ENDED


def age(seconds: float) -> str:
    """A length of time in its largest unit: 12s, 3m, 2h."""
    if seconds < 60:
        return f"{int(seconds)}s"
    return f"{int(seconds // 60)}m" if seconds < 3600 else f"{int(seconds // 3600)}h"
