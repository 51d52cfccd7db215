"""The page of the feeds: never better than what is known, and for the staff alone."""

from __future__ import annotations

import json
import time
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import OperationalError
from django.test import Client

from dashboard.feeds import consumers, overview
from dashboard.feeds.consumers import FeedsConsumer
from dashboard.feeds.feedrow import feed_rows
from dashboard.feeds.sources import MOST_OF_SCOPE, MOST_SOURCES
from dashboard.feeds.switches import MOST_SWITCHES
from tests.dashboard.watchlists.keeping import said
from tests.dashboard.watchlists.test_isolation import VERBS
from tests.support.markup import parse, text
from ticker.ingest import token
from ticker.ingest.definition import definition_from_reference
from ticker.ingest.source import Source
from ticker.live.hub import Hub
from ticker.live.mirror import Mirror
from ticker.market.events import Reference
from ticker.market.frames import FeedHealth, FeedState, Frame, Gap, Switch
from ticker.market.freshness import SILENCE_LIMIT
from ticker.models import FeedSwitch, IngestToken, Instrument
from ticker.web.process import process

SECOND = 10**9
PATHS = ("/feeds/", "/feeds.json")
EVIL = "<img src=x onerror=alert(1)>"


def receive(mirror: Mirror, *feeds: FeedHealth, n: int = 2, **more: Any) -> None:
    """A frame with these feeds, made now."""
    now = time.time_ns()
    state = FeedState(name="test", clock=now, feeds=list(feeds), **{"word": "LIVE", **more})
    mirror.receive(Frame(epoch=1, n=n, ts=now, is_keyframe=True, feed=state, rows=[]))


def healthy(name: str = "one", **more: Any) -> FeedHealth:
    now = time.time_ns()
    return FeedHealth(name=name, **{"word": "LIVE", "last_heard": now, "newest": now, **more})


def silence(mirror: Mirror, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """For so long no frame has come, however long the test takes."""
    monkeypatch.setattr(Mirror, "silence", seconds)
    mirror.mark_silence()


def facts(client: Client, name: str) -> dict[str, str]:
    """What the card of a feed says, by class."""
    page = parse(client.get("/feeds/").content.decode())
    (card,) = (each for each in page.iter("li") if each.get("data-feed") == name)
    found = {each.get("class", ""): text(each) for each in card.iter("dd")}
    (word,) = (each for each in card.iter("b") if each.get("class") == "word")
    return found | {"word": text(word)}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("path", PATHS)
def test_for_who_is_not_of_the_staff_there_is_none(path: str, verb: str, bobs: Client) -> None:
    assert bobs.generic(verb, path).status_code == 404
    asked = Client().generic(verb, path)
    assert (asked.status_code, asked.headers["Location"][:16]) == (302, "/accounts/login/")


@pytest.mark.parametrize("path", PATHS)
def test_the_staff_looks_and_changes_nothing(path: str, annes: Client) -> None:
    answer = annes.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert {annes.generic(verb, path).status_code for verb in ("POST", "PUT", "DELETE")} == {405}


def test_only_the_staff_is_shown_the_way(annes: Client, bobs: Client) -> None:
    def links(client: Client) -> set[str]:
        return {each.get("href", "") for each in parse(client.get("/").content.decode()).iter("a")}

    assert "/feeds/" in links(annes)
    assert "/feeds/" not in links(bobs) | links(Client())


def test_all_that_is_known_of_a_feed_is_shown(
    annes: Client, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "CLOCK_TOLERANCE", 3600 * SECOND)
    now = time.time_ns()
    ahead = now + 3600 * SECOND  # never older than it is when it is read
    fine = healthy(last_heard=ahead, newest=now - 90 * SECOND, events=12_345, symbols=1)
    bad = healthy(
        "two",
        word="STALE 12s",
        last_heard=now - 5000 * SECOND,
        newest=0,
        failures=3,
        gaps=2,
        last_gap=Gap(now - 5600 * SECOND, now - 5000 * SECOND),
        problem="two: no route",
        rejected={"malformed": 2, "invalid": 40},
    )
    receive(mirror, fine, bad)
    assert facts(annes, "one") == {
        "word": "LIVE",
        "newest": "1m old",
        "heard": "0s ago",
        "shown": "1 instrument",
        "events": "12,345",
        "failures": "0",
        "problem": "none",
        "gaps": "none",
        "rejected": "none",
    }
    two = facts(annes, "two")
    assert (two["word"], two["newest"], two["heard"]) == ("STALE 12s", "none yet", "1h ago")
    assert (two["failures"], two["problem"]) == ("3", "two: no route")
    assert two["gaps"] == "2, the last of 10m, over for 1h"
    assert two["rejected"].split() == ["invalid", "40malformed", "2"], "the most frequent first"
    page = said(annes.get("/feeds/").content)
    clock = "the feed’s clock, in the status bar, agrees with this server’s"
    assert f"2 feeds: 1 live, 1 stale; {clock}" in page


def test_the_usual_gap_is_short(annes: Client, mirror: Mirror) -> None:
    now = time.time_ns()
    receive(mirror, healthy(gaps=1, last_gap=Gap(now - SECOND // 2, now)))
    assert facts(annes, "one")["gaps"].startswith("1, the last of under 1s, over for ")


def test_while_no_frame_comes_no_feed_is_live(
    annes: Client, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(mirror, healthy())
    silence(mirror, monkeypatch, SILENCE_LIMIT + 9.5)
    assert facts(annes, "one")["word"] == "STALE 12s"
    page = said(annes.get("/feeds/").content)
    assert "STALE 12s For so long nothing has come from the publisher." in page
    assert "clock" not in page
    (row,) = feed_rows(mirror, time.time_ns())
    assert (row.rate, row.max_rate, row.sparkline.d) == (None, None, "")
    data = annes.get("/feeds.json").json()
    assert (data["feeds"][0]["word"], data["feeds"][0]["events_per_second"]) == ("STALE 12s", None)
    assert data["silence"] >= 12


def test_a_replay_that_has_ended_stays_so(
    annes: Client, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(mirror, healthy(word="ENDED"), word="ENDED")
    silence(mirror, monkeypatch, 60)
    assert facts(annes, "one")["word"] == "ENDED"
    assert "nothing has come" not in said(annes.get("/feeds/").content)


def test_before_the_first_frame_it_says_what_to_do(
    annes: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(process.__dict__, "hub", Hub(process.universe))
    page = said(annes.get("/feeds/").content)
    assert "nothing is known of the feeds" in page
    assert "is manage.py runfeed running?" in page
    data = annes.get("/feeds.json").json()
    assert (data["feeds"], data["clock"], data["silence"]) == ([], None, None)


def test_a_clock_that_is_not_ours_is_said() -> None:
    beside = overview._clock_comparison
    now = time.time_ns()
    assert beside(now - 2 * SECOND, now) == "agrees with this server’s"
    assert beside(now - 90 * SECOND, now) == "is 1 min behind this server’s"
    assert beside(now + 7200 * SECOND, now) == "is 2 h 00 min ahead of this server’s"


def test_switches_are_shown_the_newest_first(annes: Client, mirror: Mirror) -> None:
    assert "No feed has taken over" in said(annes.get("/feeds/").content)
    at = 1_795_000_000 * SECOND
    switches = [Switch(at + i * SECOND, "one", "", i) for i in range(MOST_SWITCHES + 5)]
    receive(mirror, healthy(), switches=switches)
    page = parse(annes.get("/feeds/").content.decode())
    (table,) = (each for each in page.iter("table") if "plain" in each.get("class", ""))
    rows = [[text(cell) for cell in row] for row in table.iter("tr")][1:]
    assert rows[0] == ["2026-11-18 06:07:04 EST", "one", "—", "24"]
    assert [int(row[-1]) for row in rows] == list(range(24, 4, -1))
    told = annes.get("/feeds.json").json()["switches"]
    assert told[0] == {"ts": str(at), "before": "one", "after": None, "symbols": 0}


def test_switches_of_before_the_publisher_began_are_shown_too(
    annes: Client, mirror: Mirror
) -> None:
    at = 1_795_000_000 * SECOND
    for number, symbols in enumerate((5, 7)):
        FeedSwitch.objects.create(ts=at + number, before="one", after="two", symbols=symbols)
    receive(mirror, healthy(), switches=[Switch(at + 1, "one", "two", 9)])
    told = annes.get("/feeds.json").json()["switches"]
    assert [each["symbols"] for each in told] == [5, 9], "one that has grown counts once"
    page = parse(annes.get("/feeds/").content.decode())
    (table,) = (each for each in page.iter("table") if "plain" in each.get("class", ""))
    assert [text(list(row)[-1]) for row in table.iter("tr")][1:] == ["9", "5"]


def test_sources_are_shown_without_their_tokens(annes: Client, mirror: Mirror) -> None:
    assert "Nobody has a token" in said(annes.get("/feeds/").content)
    receive(mirror, healthy("ingest"))
    many = frozenset(f"XNYS:A{i:02}" for i in range(MOST_OF_SCOPE))
    secret = token.create(Source("desk", many, frozenset({"XLON"}), may_add=True))
    token.create(Source("old"))
    token.revoke("old")
    vod = Reference(symbol="XLON:VOD", ts_event=1)
    Instrument.objects.load(list(process.universe))
    Instrument.objects.add([definition_from_reference(vod, process.universe)], "desk")
    answer = annes.get("/feeds/").content.decode()
    rows = [
        [text(cell) for cell in row] for row in parse(answer).iter("tr") if row.get("data-source")
    ]
    assert [row[:2] + row[3:4] for row in rows] == [
        ["desk", "valid", "1"],
        ["old", "revoked", "may not"],
    ]
    assert rows[0][2].startswith("XLON XNYS:A00 ")
    assert rows[0][2].endswith(" XNYS:A10 and 1 more")
    assert (rows[1][2], rows[0][5]) == ("everything", "—")
    assert "1 instrument was added after this process began." in said(answer.encode())
    assert "so what sources post is refused" not in answer
    told = annes.get("/feeds.json")
    kept = IngestToken.objects.get(name="desk")
    for each in (secret, kept.digest):
        assert each not in answer + told.content.decode()
    assert told.json()["instruments_waiting"] == 1
    assert [each["revoked"] is None for each in told.json()["sources"]] == [True, False]


def test_more_sources_than_are_shown_are_counted(annes: Client, mirror: Mirror) -> None:
    IngestToken.objects.bulk_create(
        IngestToken(name=f"s{i:03}", digest=str(i)) for i in range(MOST_SOURCES + 2)
    )
    page = said(annes.get("/feeds/").content)
    assert "s199" in page
    assert "s200" not in page
    assert "And 2 more" in page
    assert "No feed here is ingest:" in page


def test_what_a_feed_says_of_itself_is_text(annes: Client, mirror: Mirror) -> None:
    receive(mirror, healthy(EVIL, word=EVIL, problem=EVIL, rejected={EVIL: 1}))
    page = annes.get("/feeds/").content
    assert said(page).count(EVIL) >= 4
    assert b"<img src=x" not in page


def test_with_scripts_off_it_loads_itself_anew(annes: Client) -> None:
    page = parse(annes.get("/feeds/").content.decode())
    (refresh,) = (each for part in page.iter("noscript") for each in part.iter("meta"))
    assert (refresh.get("http-equiv"), refresh.get("content")) == ("refresh", "10")


def test_without_a_database_the_feeds_are_shown_all_the_same(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "read_sources", Mock(side_effect=OperationalError("gone")))
    receive(mirror, healthy())
    consumer = FeedsConsumer()
    with pytest.raises(OperationalError):
        consumer.render({})
    page = said(consumer.render_unreadable().encode())
    assert "1 feed: 1 live" in page
    assert "Which sources there are cannot be read now" in page


def test_data_are_of_strings_where_they_are_nanoseconds(annes: Client, mirror: Mirror) -> None:
    receive(mirror, healthy(events=7, newest=0))
    told = json.loads(annes.get("/feeds.json").content)
    (feed,) = told["feeds"]
    assert isinstance(told["clock"], str)
    assert isinstance(feed["heard"], str)
    assert (feed["newest"], feed["newest_age"], feed["events"]) == (None, None, 7)
    assert (feed["problem"], feed["rejected"]) == (None, {})
