"""What a page showed, judged by ticks that are known."""

from __future__ import annotations

from unittest.mock import Mock

from drills.display import DEAD_AFTER, Display
from drills.timeline import Look, Timeline

SYMBOL = "XNYS:IBM"
TICKS = (1_000, 2_000, 9_000)


def timeline(*looks: tuple[float, str, int]) -> Timeline:
    """Looks at a page with one row, whose symbol ticked at TICKS."""
    ticks = Mock(next_tick=lambda symbol, shown: min((t for t in TICKS if t > shown), default=None))
    return Timeline([Look(at, word, {SYMBOL: ts}) for at, word, ts in looks], ticks)


def test_a_value_is_old_from_the_first_tick_after_it() -> None:
    line = timeline((1_000, "", 1_000), (5_000, "", 2_000))
    assert line.oldest_live_age(0, 6_000) == 3
    assert line.oldest_live_age(0, 3_500) == 1.5
    assert line.oldest_live_age(5_500, 10_000) == 1


def test_what_is_marked_is_not_shown_as_live() -> None:
    line = timeline((1_000, "", 1_000), (2_500, "DISCONNECTED", 1_000), (6_000, "", 2_000))
    assert line.oldest_live_age(0, 7_000) == 0.5
    assert line.words(2_600, 5_000) == {"DISCONNECTED"}


def test_an_old_value_as_live_is_timed() -> None:
    line = timeline((4_000, "", 1_000), (4_300, "CATCHING UP", 1_000), (5_000, "", 2_000))
    assert line.seconds_old_as_live(4_100, 6_000) == 0.2


def test_it_has_recovered_when_it_stays_current() -> None:
    line = timeline((4_000, "", 1_000), (4_500, "STALE 3s", 2_000), (5_000, "", 2_000))
    assert line.recovery(4_000, 6_000) == 1
    assert line.recovery(4_000, 4_900) is None
    assert timeline((4_000, "", 0)).recovery(4_000, 5_000) is None, "a blank row"


def test_a_row_that_goes_back_is_seen_over_a_blank() -> None:
    looks = [(1, "", 2_000), (2, "", 0), (3, "", 1_000), (4, "", 2_000)]
    assert timeline(*looks).backward_count(0, 5) == 1


def test_a_display_says_what_the_page_would() -> None:
    display = Display()
    display.receive(b'<p id="state" role="status" data-word="LIVE"></p><p id="pulse"></p>')
    display.receive(b'<b id="proof-even"></b><b id="proof-odd"></b>')
    display.receive(b'<tr id="row" data-symbol="XNYS:IBM" data-ts="5"></tr>')
    display.receive(b'<p id="state" data-word="STALE 3s"></p><p id="pulse"></p>')
    display.receive(b'<p id="pulse" class="behind"></p>')
    display.pass_time(display.looks[-1].at + DEAD_AFTER)
    words = [look.word for look in display.looks]
    assert words == ["DISCONNECTED", "", "", "STALE 3s", "CATCHING UP", "DISCONNECTED"]
    assert display.looks[2].shown == {SYMBOL: 5}
