from __future__ import annotations

import asyncio
import gc

import pytest
from channels.db import database_sync_to_async as kept
from django.db import OperationalError
from django.http import QueryDict
from msgspec import structs

from dashboard.charts.choices import ChartChoices
from dashboard.symbols import livecharts
from dashboard.symbols.chartfragments import ChartFragments
from dashboard.symbols.chartpush import ChartPush
from dashboard.symbols.livechart import LiveChart
from dashboard.symbols.livecharts import MAX_AGE, LiveCharts
from tests.dashboard.charts.examples import MINUTE, bar
from tests.dashboard.conftest import IBM, NOW, frame
from ticker.live.mirror import Mirror
from ticker.market.bar import Bar
from ticker.market.instruments import InstrumentDefinition
from ticker.market.state import State
from ticker.store import barstore

pytestmark = pytest.mark.django_db(transaction=True)

DAY = 24 * 3600 * 10**9


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ranges of the charts that were read."""
    found: list[str] = []

    class Counted(LiveChart):
        def __init__(
            self, definition: InstrumentDefinition, choices: ChartChoices, mirror: Mirror
        ) -> None:
            super().__init__(definition, choices, mirror)
            found.append(choices.range)

    monkeypatch.setattr(livecharts, "LiveChart", Counted)
    return found


def look(charts: LiveCharts, mirror: Mirror, query: str = "") -> asyncio.Task[ChartFragments]:
    choices = ChartChoices.read(QueryDict(query))
    return asyncio.create_task(charts.fragments(mirror.universe[IBM.symbol], choices, mirror))


async def test_those_who_come_at_once_read_one(mirror: Mirror, read: list[str]) -> None:
    charts = LiveCharts()
    found = await asyncio.gather(*(look(charts, mirror) for _ in range(5)))
    assert all(each is found[0] for each in found)
    assert await look(charts, mirror) is found[0]
    other = await look(charts, mirror, "range=1y")
    assert other is not found[0]
    assert read == ["1d", "1y"]


async def test_who_leaves_ends_it_for_nobody_else(mirror: Mirror, read: list[str]) -> None:
    charts = LiveCharts()
    leaves, stays = look(charts, mirror), look(charts, mirror)
    await asyncio.sleep(0)
    leaves.cancel()
    assert (await stays).chart.definition.symbol == IBM.symbol
    assert read == ["1d"]


async def test_another_trade_date_is_read_anew_once_for_all(
    mirror: Mirror, read: list[str]
) -> None:
    charts = LiveCharts()
    parts = await look(charts, mirror)
    yesterdays, version = parts.chart, parts.version
    tomorrow = frame(2)
    mirror.receive(structs.replace(tomorrow, feed=structs.replace(tomorrow.feed, clock=NOW + DAY)))
    assert yesterdays.is_over
    found = await asyncio.gather(look(charts, mirror), look(charts, mirror))
    assert all(each is parts for each in found)
    assert parts.chart is not yesterdays
    assert parts.version != version
    assert read == ["1d", "1d"]


async def test_who_comes_later_has_it_read_anew_for_all(mirror: Mirror, read: list[str]) -> None:
    clock = [0.0]
    charts = LiveCharts(lambda: clock[0])
    early = ChartPush(await look(charts, mirror))
    assert 'id="chart-plot"' in early.render_changes()
    minute = bar(NOW - NOW % MINUTE, "182", "183", "181", "182.5")
    await kept(barstore.save_bars)(mirror.feed.origin, "1m", [(IBM.symbol, minute)])
    clock[0] = MAX_AGE - 1
    assert await look(charts, mirror) is early.fragments
    assert read == ["1d"]
    assert early.render_changes() == ""
    clock[0] = MAX_AGE
    assert await look(charts, mirror) is early.fragments
    assert read == ["1d", "1d"]
    assert 'id="chart-plot"' in early.render_changes()
    assert early.fragments.bar_count == 1


async def test_who_comes_soon_has_what_was_kept_meanwhile(mirror: Mirror) -> None:
    charts = LiveCharts()
    early = ChartPush(await look(charts, mirror))
    early.render_changes()
    state = State(level=IBM, trade_date="", day=Bar(ts_open=0), statuses=[(NOW, "TRADING", "")])
    await kept(barstore.save_all)({}, [], {(mirror.feed.origin, IBM.symbol): state})
    late = ChartPush(await look(charts, mirror))
    assert late.fragments is early.fragments
    assert "TRADING" in late.render_changes()
    assert "TRADING" in early.render_changes()


async def test_what_nobody_looks_at_is_gone(mirror: Mirror, read: list[str]) -> None:
    charts = LiveCharts()
    for _ in range(2):
        parts = await look(charts, mirror)
        del parts
        gc.collect()
    assert read == ["1d", "1d"]


async def test_what_could_not_be_read_is_tried_again(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    charts = LiveCharts()

    def away(*_: object) -> None:
        raise OperationalError("away")

    with monkeypatch.context() as patch:
        patch.setattr(livecharts, "LiveChart", away)
        with pytest.raises(OperationalError):
            await look(charts, mirror)
    assert isinstance(await look(charts, mirror), ChartFragments)
