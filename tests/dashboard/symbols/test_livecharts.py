from __future__ import annotations

import asyncio
import gc

import pytest
from django.db import OperationalError
from django.http import QueryDict
from msgspec import structs

from dashboard.charts.choices import ChartChoices
from dashboard.symbols import livecharts
from dashboard.symbols.livechart import LiveChart
from dashboard.symbols.livecharts import LiveCharts
from dashboard.symbols.parts import Parts
from tests.dashboard.conftest import IBM, NOW, frame
from ticker.mirror import Mirror

pytestmark = pytest.mark.django_db(transaction=True)

DAY = 24 * 3600 * 10**9


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ranges of the charts that were read."""
    found: list[str] = []

    class Counted(LiveChart):
        def __init__(self, *given: object) -> None:
            super().__init__(*given)  # type: ignore[arg-type]
            found.append(self.choices.range)

    monkeypatch.setattr(livecharts, "LiveChart", Counted)
    return found


def look(charts: LiveCharts, mirror: Mirror, query: str = "") -> asyncio.Task[Parts]:
    choices = ChartChoices.read(QueryDict(query))
    return asyncio.create_task(charts.parts(mirror.universe[IBM.symbol], choices, mirror))


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


async def test_another_trade_date_is_read_anew_once(mirror: Mirror, read: list[str]) -> None:
    charts = LiveCharts()
    first = await look(charts, mirror)
    tomorrow = frame(2)
    mirror.receive(structs.replace(tomorrow, feed=structs.replace(tomorrow.feed, clock=NOW + DAY)))
    assert first.chart.is_over
    found = await asyncio.gather(look(charts, mirror), look(charts, mirror))
    assert found[0] is found[1] is not first
    assert read == ["1d", "1d"]


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
    assert isinstance(await look(charts, mirror), Parts)
