"""Access: who may no longer see a page has it closed; who cannot be asked about keeps it; who shows
something that has changed is read anew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Hashable, Mapping
from unittest.mock import Mock

import pytest
from channels.layers import InMemoryChannelLayer

from tests.support.examples import UNIVERSE
from tests.support.guards import EditablePage, fail_check, hang_check, refuse_all, report_outdated
from tests.ticker.live.test_connection import turns
from tests.ticker.live.test_hub import open_page
from ticker.live import access
from ticker.live.close_codes import REVOKED
from ticker.live.hub import Hub
from ticker.live.subscription import AccessResult


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Hub:
    monkeypatch.setattr(access, "SPACING", 1e-9)
    monkeypatch.setattr(access, "PAUSE", 0)
    return Hub(UNIVERSE)


@pytest.fixture
async def renew(hub: Hub) -> AsyncIterator[Mock]:
    """Is called with the pages that are to be read anew, while everybody is asked about."""
    renew = Mock()
    asking = asyncio.create_task(access.watch(hub.connections, renew))
    yield renew
    assert not asking.done()
    asking.cancel()


async def test_who_may_no_longer_see_a_page_is_refused_whatever_became_of_the_others(
    hub: Hub, renew: Mock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(access, "LIMIT", 0)
    guard = EditablePage().guard
    with (
        open_page(hub) as anyone,
        open_page(hub, "a", guard(1, hang_check)) as slow,
        open_page(hub, "b", guard(2, fail_check)) as asked_again,
        open_page(hub, "c", guard(3, refuse_all)) as page,
    ):
        while not page.refused:
            await turns()
        assert page.refused[0].code == REVOKED
        assert page.refused[0].reason == "no longer yours"
        assert anyone.refused == slow.refused == asked_again.refused == []
    renew.assert_not_called()
    assert set(caplog.messages) == {"it could not be told whether pages may still be shown"}


async def test_who_shows_what_has_changed_is_read_anew(hub: Hub, renew: Mock) -> None:
    with open_page(hub, "a", EditablePage().guard(1, report_outdated)) as page:
        while not renew.called:
            await turns()
        renew.assert_called_with(page.connection)
        assert page.refused == []


async def test_pages_are_asked_about_together_but_not_all_at_once(
    hub: Hub, renew: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "BATCH_SIZE", 2)
    asked: list[set[Hashable]] = []

    async def ask(keys: Collection[Hashable]) -> Mapping[Hashable, AccessResult]:
        asked.append(set(keys))
        return {}

    guard = EditablePage().guard
    with (
        open_page(hub, "a", guard(1, ask)),
        open_page(hub, "b", guard(2, ask)),
        open_page(hub, "c", guard(3, ask)),
    ):
        while len(asked) < 2:
            await turns()
    assert asked[:2] == [{1, 2}, {3, 1}]


async def test_who_was_read_anew_meanwhile_is_not_judged_by_what_it_was(
    hub: Hub, renew: Mock
) -> None:
    contents = EditablePage()
    with open_page(hub, "a") as page:

        async def ask(keys: Collection[Hashable]) -> Mapping[Hashable, AccessResult]:
            page.connection.guard = contents.guard("new")
            return await refuse_all(keys)

        page.connection.guard = contents.guard("old", ask)
        while page.connection.guard.key == "old":
            await turns()
        await turns()
        assert page.refused == []


async def test_a_hub_asks(hub: Hub) -> None:
    run = asyncio.create_task(hub.run(InMemoryChannelLayer()))
    with open_page(hub, "c", EditablePage().guard(1, refuse_all)) as page:
        while not page.refused:
            await turns()
    run.cancel()
    await asyncio.wait([run])
