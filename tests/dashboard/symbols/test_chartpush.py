"""What is drawn of a chart is drawn once for all who look at it, and each is sent what it lacks."""

from __future__ import annotations

import asyncio
import re
from decimal import Decimal

import pytest
from msgspec import structs

from dashboard.charts.chart import Chart
from dashboard.charts.choices import ChartChoices
from dashboard.charts.drawing import Drawing, draw_chart
from dashboard.symbols.chartfragments import ChartFragments
from dashboard.symbols.chartpush import ChartPush
from dashboard.symbols.livechart import LAG, LiveChart
from tests.dashboard.charts.examples import MINUTE, bar
from tests.dashboard.conftest import IBM, NOW, frame
from ticker.live.mirror import Mirror
from ticker.market.bar import Bar
from ticker.market.state import State
from ticker.store import barstore

pytestmark = pytest.mark.django_db

OPENED = NOW - NOW % MINUTE - 20 * MINUTE


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[Drawing]:
    """All plots that were drawn."""
    found: list[Drawing] = []

    def noted(chart: Chart) -> Drawing:
        found.append(draw_chart(chart))
        return found[-1]

    monkeypatch.setattr("dashboard.symbols.livechart.draw_chart", noted)
    return found


@pytest.fixture
def parts(mirror: Mirror, drawings: list[Drawing]) -> ChartFragments:
    found = [bar(OPENED + at * MINUTE, "182", "183", "181", "182.5") for at in range(4)]
    barstore.save_bars(mirror.feed.origin, "1m", [(IBM.symbol, each) for each in found])
    definition = mirror.universe[IBM.symbol]
    return ChartFragments(LiveChart(definition, ChartChoices(interval="1m"), mirror), mirror)


def trade(mirror: Mirror, n: int, price: str) -> None:
    mirror.receive(frame(n, structs.replace(IBM, last=Decimal(price), n=n)))


def minute(mirror: Mirror, n: int, at: int, price: str) -> None:
    """A minute's bar of its own, ``at`` bars after the last that was kept."""
    new = bar(OPENED + (3 + at) * MINUTE, price, price, price, price)
    mirror.receive(structs.replace(frame(n), bars=[(IBM.symbol, new)]))


def ids(pushed: str) -> list[str]:
    return re.findall(r'<\w+ hx-swap-oob="outerMorph" id="([\w-]+)"', pushed)


ALL = ["chart-plot", "chart-slider", "chart-now", "prints", "statuses"]


def test_all_who_look_are_sent_the_same_plot(
    mirror: Mirror, parts: ChartFragments, drawings: list[Drawing]
) -> None:
    first, second = ChartPush(parts), ChartPush(parts)
    sent = first.render_changes()
    assert ids(sent) == ALL
    assert second.render_changes() == sent
    assert first.render_changes() == second.render_changes() == ""
    assert len(drawings) == 1


def test_a_tick_is_drawn_over_it(
    mirror: Mirror, parts: ChartFragments, drawings: list[Drawing]
) -> None:
    pages = [ChartPush(parts), ChartPush(parts)]
    for page in pages:
        page.render_changes()
    trade(mirror, 2, "182.2")
    assert [ids(page.render_changes()) for page in pages] == [["chart-live"]] * 2
    assert len(drawings) == 1


def test_who_comes_later_has_the_plot_and_what_is_over_it_now(
    mirror: Mirror, parts: ChartFragments, drawings: list[Drawing]
) -> None:
    early = ChartPush(parts)
    early.render_changes()
    trade(mirror, 2, "182.2")
    minute(mirror, 3, 1, "182.3")
    news = early.render_changes()
    assert ids(news) == ["chart-slider", "chart-bars", "chart-live", "chart-now"]
    late = ChartPush(parts).render_changes()
    assert ids(late) == ["chart-plot", *ALL[1:2], *ids(news), *ALL[3:]]
    assert news.endswith(parts.html_by_name["live"] + parts.html_by_name["now"])
    assert parts.html_by_name["live"] in late
    assert len(drawings) == 1


def test_a_price_out_of_the_scale_draws_another_for_all(
    mirror: Mirror, parts: ChartFragments, drawings: list[Drawing]
) -> None:
    pages = [ChartPush(parts), ChartPush(parts)]
    for page in pages:
        page.render_changes()
    trade(mirror, 2, "250")
    sent = [page.render_changes() for page in pages]
    assert ids(sent[0]) == ["chart-plot", "chart-slider"]
    assert sent[0] == sent[1]
    trade(mirror, 3, "250.01")
    assert [ids(page.render_changes()) for page in pages] == [["chart-live"]] * 2
    assert len(drawings) == 2


def test_a_plot_whose_averages_end_too_early_is_drawn_anew_for_all(
    mirror: Mirror, parts: ChartFragments, drawings: list[Drawing]
) -> None:
    page = ChartPush(parts)
    sent = page.render_changes()
    frame = parts.chart.drawing.frame
    assert frame.slots // LAG > 1
    for at in range(1, 2 + frame.slots // LAG):
        assert len(drawings) == 1
        minute(mirror, 1 + at, at, "182.3")
        sent = page.render_changes()
    assert ids(sent)[:2] == ["chart-plot", "chart-slider"]
    assert len(drawings) == 2
    assert parts.chart.drawing.frame.count == parts.bar_count - 1


def test_without_averages_it_need_not_be(mirror: Mirror, drawings: list[Drawing]) -> None:
    choices = ChartChoices(interval="1m", overlays=())
    parts = ChartFragments(LiveChart(mirror.universe[IBM.symbol], choices, mirror), mirror)
    page = ChartPush(parts)
    for at in range(1, 9):
        minute(mirror, 1 + at, at, "182.3")
        page.render_changes()
    assert parts.bar_count == 8
    assert parts.chart.drawing.frame.slots // LAG < 6
    assert len(drawings) == 1


def test_a_halt_and_a_corrected_prev_close_are_marked_for_all(
    mirror: Mirror, parts: ChartFragments, drawings: list[Drawing]
) -> None:
    page = ChartPush(parts)
    page.render_changes()
    halt = [(OPENED + MINUTE, "HALTED", "T1")]
    parts.chart.state = State(level=IBM, trade_date="", day=Bar(ts_open=0), statuses=halt)
    trade(mirror, 2, "182.2")
    assert "chart-plot" in ids(page.render_changes())
    assert drawings[-1].halts[0].text == "HALTED T1"
    mirror.receive(frame(3, structs.replace(IBM, prev_close=Decimal("181.5"), n=3)))
    assert "chart-plot" in ids(page.render_changes())
    trade(mirror, 4, "182.3")
    page.render_changes()
    trade(mirror, 5, "182.4")
    assert ids(page.render_changes()) == ["chart-live"]


def test_what_could_not_be_drawn_is_tried_again(
    mirror: Mirror, parts: ChartFragments, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ChartPush(parts)

    def broken() -> None:
        raise ArithmeticError

    with monkeypatch.context() as patch:
        patch.setattr(parts, "prints", broken)
        for _ in range(2):
            with pytest.raises(ArithmeticError):
                page.render_changes()
    assert ids(page.render_changes()) == ALL


async def test_the_next_page_reads_the_state_that_one_could_not(
    mirror: Mirror, parts: ChartFragments, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.symbols.chartfragments.STATE_DELAY", 0.0)
    reads = []

    async def cancelled() -> None:
        reads.append("cancelled")
        raise asyncio.CancelledError

    async def read() -> None:
        reads.append("read")

    mirror.receive(frame(2, structs.replace(IBM, status="HALTED T1", n=2)))
    monkeypatch.setattr(parts, "read_state", cancelled)
    with pytest.raises(asyncio.CancelledError):
        await parts.check_status()
    monkeypatch.setattr(parts, "read_state", read)
    await parts.check_status()
    await parts.check_status()
    assert reads == ["cancelled", "read"]
