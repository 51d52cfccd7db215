"""Every consumer of the freshness words knows every word; a new word is one file."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.conventions.test_arrows import ROOT, files
from ticker.market.freshness import FEED_WORDS, ROW_WORDS, Tone, Word

STYLES = "\n".join(
    file.read_text(encoding="utf-8") for file in sorted((ROOT / "static").rglob("*.css"))
)


@pytest.mark.parametrize("tone", [Tone.LIVE, Tone.QUALIFIED, Tone.STALE, Tone.ENDED])
def test_the_stylesheets_know_every_tone(tone: Tone) -> None:
    assert f'[data-tone="{tone}"]' in STYLES


def test_no_tone_was_added_without_its_style() -> None:
    assert set(re.findall(r'\[data-tone="(\w+)"\]', STYLES)) == {tone.value for tone in Tone}


def test_the_stylesheets_select_by_tone_and_name_no_word() -> None:
    named = re.findall(r'data-word[\^*~|$]?="(\w+)', STYLES)
    assert named == []


def test_the_stylesheet_of_walls_greys_what_is_stale() -> None:
    walls = [file for file in (ROOT / "static").rglob("*.css") if "kiosk" in str(file)]
    assert any('[data-tone="stale"]' in file.read_text(encoding="utf-8") for file in walls)


def test_each_word_is_of_a_feed_or_of_a_row() -> None:
    assert {*FEED_WORDS, *ROW_WORDS} == set(Word)


def test_the_words_are_explained() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert [word for word in Word if not re.search(rf"\*\*{word}\b", glossary)] == []


OWNER = ROOT / "ticker" / "market" / "freshness.py"
PHASES = {"PRE", "POST", "CLOSED", "HALTED", "PAUSED"}
"""Words that sessions and events have, too; those of freshness stand in one file only."""


def test_the_words_stand_in_one_file() -> None:
    words = "|".join(sorted(set(Word) - PHASES))
    literal = re.compile(rf"""["'](?:{words})\b[^"']*["']""")
    wrong = [
        f"{file.relative_to(ROOT)}: {found[0]}"
        for _, file in files()
        if file != OWNER
        for found in literal.finditer(file.read_text(encoding="utf-8"))
    ]
    assert wrong == []


ADDED = """
import sys, types, django
source = open("ticker/market/freshness.py").read()
old = '    STALE = "STALE"'
source = source.replace(old, '    LOCKED = "LOCKED", Tone.STALE\\n' + old, 1)
module = types.ModuleType("ticker.market.freshness")
module.__file__ = "freshness.py"
sys.modules["ticker.market.freshness"] = module
exec(compile(source, "freshness.py", "exec"), module.__dict__)
django.setup()
from ticker.live.heartbeat import status_context
from ticker.live.hub import Hub
from ticker.live.mirror import Mirror
from ticker.market.frames import FeedState, Frame
from ticker.market.instruments import CSV_FILE, Universe, read_definitions
from ticker.market.level1 import Level1
from ticker.web.exposition import exposition
from channels.layers import get_channel_layer
from django.template.loader import render_to_string
import asyncio, time
universe = Universe(read_definitions(CSV_FILE))
hub = Hub(universe)
level = Level1(symbol="XNAS:AAPL", name="Apple", status=module.Freshness("LOCKED 5s"), n=1)
feed = FeedState(word=module.Freshness("LOCKED 5s"), clock=10**18, always_open=True)
hub.mirror.receive(
    Frame(epoch=1, n=1, ts=time.time_ns(), is_keyframe=True, feed=feed, rows=[level])
)
bar = render_to_string("partials/state.html", status_context(hub.mirror))
async def metrics():
    return exposition(hub, get_channel_layer()).decode()
print(level.is_frozen)
print('data-word="LOCKED 5s" data-tone="stale"' in bar)
print('word="LOCKED"} 1.0' in asyncio.run(metrics()))
"""
"""Adds a word to the text of the one file and asks a row, the status bar and the metrics."""


def test_a_new_word_is_one_file() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", ADDED],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "stock_ticker.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.stdout.split(), answer.stderr) == (["True"] * 3, "")
