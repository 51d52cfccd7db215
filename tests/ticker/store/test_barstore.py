"""Bars and last states in the database: exact, once each, by source."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from msgspec import structs

from tests.support.examples import AIG, BAC, IBM, OPEN, market_after, quote, trade
from ticker import models
from ticker.market.bar import MINUTE, Bar
from ticker.market.frames import Switch
from ticker.market.freshness import Freshness
from ticker.market.market import BarUpdate
from ticker.market.minutebars import MAX_MINUTES
from ticker.store import barstore

pytestmark = pytest.mark.django_db
DAY = 86_400 * 10**9
BAR = Bar(
    ts_open=OPEN,
    open=Decimal("0.000000012345"),
    high=Decimal("700000.00"),
    low=Decimal("0.000000012345"),
    close=Decimal("182.91"),
    volume=Decimal("12345678901234.123456789012"),
    trade_count=3,
    notional=Decimal("1e25"),
    priced_volume=Decimal("7"),
    ts_first=OPEN + 1,
    ts_last=OPEN + 5,
)


def kept(source: str = "feed", symbol: str = IBM) -> list[Bar]:
    return barstore.read_bars(source, symbol, "1m", 0, 2**62)


def test_what_is_kept_comes_back_to_the_last_digit() -> None:
    empty = Bar(ts_open=OPEN + MINUTE, volume=Decimal(5), trade_count=1)
    assert barstore.save_bars("feed", "1m", [(IBM, BAR), (IBM, empty), (AIG, BAR)]) == 3
    assert kept() == [BAR, empty]
    assert kept(symbol=AIG) == [BAR]


def test_a_bar_is_kept_once_as_it_was_last() -> None:
    newer = structs.replace(BAR, close=Decimal(1), trade_count=4)
    barstore.save_bars("feed", "1m", [(IBM, BAR)])
    barstore.save_bars("feed", "1m", [(IBM, newer)])
    assert kept() == [newer]


def test_one_source_never_passes_for_another() -> None:
    barstore.save_bars("feed", "1m", [(IBM, BAR)])
    assert kept("simulated://?seed=7") == []
    assert barstore.read_bars("feed", IBM, "1d", 0, 2**62) == []


def test_from_and_until() -> None:
    bars = [structs.replace(BAR, ts_open=OPEN + at * MINUTE) for at in (3, 0, 2, 1)]
    barstore.save_bars("feed", "1m", [(IBM, each) for each in bars])
    found = barstore.read_bars("feed", IBM, "1m", OPEN + MINUTE, OPEN + 3 * MINUTE)
    assert [(each.ts_open - OPEN) // MINUTE for each in found] == [1, 2]


def test_a_part_is_added_to_what_is_kept() -> None:
    part = Bar(
        ts_open=OPEN,
        open=Decimal(5),
        high=Decimal(800_000),
        low=Decimal(5),
        close=Decimal(6),
        volume=Decimal(10),
        trade_count=2,
        notional=Decimal(55),
        priced_volume=Decimal(10),
        ts_first=OPEN,
        ts_last=OPEN + 2,
    )
    barstore.save_bars("feed", "1m", [(IBM, BAR)])
    barstore.save_all({}, [("feed", BarUpdate(IBM, "1m", part, is_partial=True))], {})
    (found,) = kept()
    assert (found.open, found.high, found.low, found.close) == (
        Decimal(5),
        Decimal(800_000),
        Decimal("0.000000012345"),
        Decimal("182.91"),
    )
    assert (found.volume, found.trade_count) == (BAR.volume + 10, 5)
    barstore.save_all({}, [("feed", BarUpdate(AIG, "1m", part, is_partial=True))], {})
    assert kept(symbol=AIG) == [part]


def test_a_market_goes_on_from_its_last_state() -> None:
    market = market_after(quote("182", "183"), trade("182.5", "300", trade_id="a"))
    barstore.save_all(
        {}, [], {("feed", each): state for each, state in market.take_states().items()}
    )
    states = barstore.read_states("feed")
    assert list(states) == [IBM]
    again = market_after()
    again.restore(states, {}, 0)
    again.apply(trade("184", "100", ts=OPEN + 1))
    (level,) = again.drain(1, 0, Freshness("LIVE"), OPEN)
    assert (level.last, level.volume, level.bid, level.tick) == (
        Decimal(184),
        Decimal(400),
        Decimal(182),
        1,
    )
    prints = [(str(each.price), each.key) for each in again.take_states()[IBM].prints]
    assert prints == [("182.5", "a"), ("184", "")]


def test_where_a_recording_begins_again_it_begins_with_nothing() -> None:
    market = market_after(trade("182.5", "300", ts=OPEN + 100))
    again = market_after()
    again.restore(market.take_states(), {}, 0)
    again.apply(trade("184", "100", ts=OPEN))
    (level,) = again.drain(1, 0, Freshness("LIVE"), OPEN)
    assert (level.last, level.volume) == (Decimal(184), Decimal(100))


def test_what_is_late_for_a_feed_that_is_no_recording_is_added_to_what_is_known() -> None:
    market = market_after(trade("182.5", "300", ts=OPEN + 100))
    again = market_after()
    again.restore(market.take_states(), {}, 0, may_begin_again=False)
    again.apply(trade("184", "100", ts=OPEN))
    (level,) = again.drain(1, 0, Freshness("LIVE"), OPEN)
    assert (level.last, level.volume) == (Decimal("182.5"), Decimal(400))


def test_all_that_was_heard_of_can_be_kept_once_more() -> None:
    market = market_after(trade("182.5"), trade("13", symbol=BAC))
    assert set(market.take_states()) == {IBM, BAC}
    assert market.take_states() == {}
    market.mark_all_changed()
    assert set(market.take_states()) == {IBM, BAC}


def test_how_far_a_feed_has_come_is_kept_with_what_it_led_to() -> None:
    assert barstore.read_progress("feed") == b""
    for progress in (b"one", b"two"):
        barstore.save_all({}, [], {}, {"feed": progress})
    assert (barstore.read_progress("feed"), barstore.read_progress("other")) == (b"two", b"")
    states = {("feed", IBM): market_after(trade("1")).take_states()[IBM]}
    bad: Any = {"feed": None}
    with pytest.raises(IntegrityError), transaction.atomic():
        barstore.save_all({}, [], states, bad)
    assert barstore.read_progress("feed") == b"two"
    assert barstore.read_states("feed") == {}, "all or none"


def test_a_switch_is_kept_once_as_it_has_grown(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Switch(OPEN, "a", "b", 3), Switch(OPEN + 1, "b", "a", 1)
    barstore.save_all({}, [], {}, switches=[first])
    barstore.save_all({}, [], {}, switches=[structs.replace(first, symbols=5), second])
    found = [(each.ts - OPEN, each.before, each.after, each.symbols) for each in newest(10)]
    assert found == [(1, "b", "a", 1), (0, "a", "b", 5)]
    assert len(newest(1)) == 1
    barstore.save_all({}, [], {}, switches=[Switch(OPEN + at, "a", "b", 1) for at in range(2, 7)])
    assert barstore.prune_switches(OPEN + 1) == 1
    monkeypatch.setattr(barstore, "MAX_SWITCHES", 4)
    assert barstore.prune_switches(OPEN) == 2
    assert [each.ts - OPEN for each in newest(10)] == [6, 5, 4, 3]


def newest(count: int) -> list[models.FeedSwitch]:
    return list(models.FeedSwitch.objects.newest_switches(count))


def test_the_state_of_another_version_is_none() -> None:
    models.LastState.objects.create(source="feed", symbol=IBM, data=b"\x93\x01\x02")
    assert barstore.read_states("feed") == {}


def test_the_minutes_that_a_market_goes_on_from_are_the_newest() -> None:
    bars = [structs.replace(BAR, ts_open=OPEN + at * MINUTE) for at in (0, 1, MAX_MINUTES + 1)]
    barstore.save_bars("feed", "1m", [(IBM, each) for each in bars])
    assert barstore.newest_minutes("feed") == (OPEN + MINUTE, {IBM: bars[1:]})
    assert barstore.newest_minutes("other") == (0, {})


def test_what_is_too_old_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(barstore, "BATCH_SIZE", 2)
    bars = [structs.replace(BAR, ts_open=OPEN + at * DAY) for at in range(7)]
    for interval in ("1m", "1d"):
        barstore.save_bars("feed", interval, [(IBM, each) for each in bars])
    assert barstore.prune(OPEN + 5 * DAY, OPEN + DAY) == 6
    assert len(kept()) == 2
    assert len(barstore.read_bars("feed", IBM, "1d", 0, 2**62)) == 6


def test_of_tapes_only_the_one_that_is_played_is_kept() -> None:
    for source in ("simulated://?start=1", "simulated://?start=2", "feed"):
        barstore.save_bars(source, "1m", [(IBM, BAR)])
        models.LastState.objects.create(source=source, symbol=IBM, data=b"")
    barstore.delete_tapes("simulated:", but="simulated://?start=2")
    for model in (models.Bar, models.LastState):
        found = model.objects.values_list("source", flat=True)
        assert set(found) == {"simulated://?start=2", "feed"}
