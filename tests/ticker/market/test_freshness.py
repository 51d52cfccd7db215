from __future__ import annotations

import pytest

from ticker.market.freshness import (
    CONNECTING,
    ENDED,
    LIVE,
    REPLAY,
    SIMULATED,
    UNKNOWN,
    Freshness,
    Tone,
    Word,
    age,
    delayed,
    is_ended,
    is_frozen,
    is_halted,
    is_stale,
    row_freshness,
    split_age,
    stale,
    tone_of,
    word_of,
)


def test_only_halted_stale_and_ended_prices_are_frozen() -> None:
    frozen = [word for word in Word if is_frozen(Freshness(word))]
    assert frozen == [Word.STALE, Word.ENDED, Word.HALTED]
    assert not is_frozen(UNKNOWN)


@pytest.mark.parametrize(
    ("text", "word", "tone"),
    [
        ("LIVE", Word.LIVE, Tone.LIVE),
        ("STALE 12s", Word.STALE, Tone.STALE),
        ("HALTED", Word.HALTED, Tone.STALE),
        ("HALTED T1", Word.HALTED, Tone.STALE),
        ("DELAYED 15m", Word.DELAYED, Tone.QUALIFIED),
        ("DELAYED", Word.DELAYED, Tone.QUALIFIED),
        ("ENDED", Word.ENDED, Tone.ENDED),
        ("", None, Tone.QUALIFIED),
        ("LIVELY", None, Tone.QUALIFIED),
    ],
)
def test_a_text_has_one_word_and_one_tone(text: str, word: Word | None, tone: Tone) -> None:
    assert (word_of(Freshness(text)), tone_of(Freshness(text))) == (word, tone)


def test_predicates_read_the_word_and_not_its_detail() -> None:
    assert is_stale(stale(5))
    assert not is_stale(Freshness("HALTED STALE"))
    assert is_halted(Freshness("HALTED STALE"))
    assert not is_halted(LIVE)
    assert is_ended(ENDED)
    assert not is_ended(stale(1))


@pytest.mark.parametrize(("minutes", "text"), [(0, "LIVE"), (15, "DELAYED 15m"), (None, "DELAYED")])
def test_a_delay_of_unknown_length_is_still_a_delay(minutes: int | None, text: str) -> None:
    assert delayed(minutes) == text


@pytest.mark.parametrize(("seconds", "text"), [(12.9, "12s"), (119, "1m"), (7201, "2h")])
def test_an_age_has_its_largest_unit(seconds: float, text: str) -> None:
    assert age(seconds) == text
    assert stale(seconds) == f"STALE {text}"
    assert split_age(stale(seconds)) == ("STALE", text)


def test_only_an_age_is_split_off() -> None:
    assert split_age(delayed(15)) == ("DELAYED 15m", "")


@pytest.mark.parametrize(
    "feed", [CONNECTING, LIVE, delayed(15), SIMULATED, REPLAY, stale(4), ENDED]
)
def test_a_halt_comes_before_any_word_of_a_feed(feed: Freshness) -> None:
    assert row_freshness(feed, "REGULAR", True, "T1") == "HALTED T1"
    assert row_freshness(feed, "CLOSED", True, "") == "HALTED"


@pytest.mark.parametrize("phase", ["PRE", "POST", "CLOSED"])
def test_a_phase_replaces_live_and_delayed_only(phase: str) -> None:
    assert row_freshness(LIVE, phase, False, "") == phase
    assert row_freshness(delayed(15), phase, False, "") == phase
    for feed in (SIMULATED, REPLAY, stale(4), ENDED, CONNECTING):
        assert row_freshness(feed, phase, False, "") == feed


def test_a_regular_session_leaves_the_word_as_it_is() -> None:
    assert row_freshness(delayed(15), "REGULAR", False, "") == "DELAYED 15m"
