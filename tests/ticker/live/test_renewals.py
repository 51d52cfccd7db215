"""Renewals: a page is read anew when it is announced that what it shows was edited."""

from __future__ import annotations

import pytest
from channels.layers import InMemoryChannelLayer

from tests.support.examples import AIG, IBM, UNIVERSE
from tests.support.guards import EDITED, EditablePage, refuse_all
from tests.ticker.live.test_connection import turns
from tests.ticker.live.test_hub import layer, open_page, publish
from ticker.live import topics
from ticker.live.close_codes import NOT_FOUND, REVOKED, Refused
from ticker.live.hub import Hub

__all__ = ["layer"]  # the fixture


@pytest.fixture
def hub() -> Hub:
    return Hub(UNIVERSE)


async def announce(layer: InMemoryChannelLayer, *words: str) -> None:
    await layer.group_send(topics.GROUP, {"type": "topics", "topics": list(words)})
    await turns()


async def test_an_edited_page_gets_its_new_body_with_the_next_frame(
    hub: Hub, layer: InMemoryChannelLayer
) -> None:
    contents = EditablePage()
    with open_page(hub, "one", contents.guard(1)) as page, open_page(hub, "two") as another:
        await publish(layer, 1, IBM)
        page.take()
        another.take()
        contents.symbols = EDITED
        await announce(layer, "list 2", "list 1")
        await publish(layer, 2, IBM)
        assert 'data-symbol="XNYS:AIG"' in page.got[-1]
        assert page.take() == ["rows-board"]
        assert another.take() == ["row-board-XNYS-IBM"]
        await publish(layer, 3, AIG)
        assert page.take() == ["row-board-XNYS-AIG"]


async def test_what_is_of_no_concern_is_not_even_asked_about(
    hub: Hub, layer: InMemoryChannelLayer
) -> None:
    contents = EditablePage()
    with open_page(hub, "one", contents.guard(1)), open_page(hub, "two"):
        await turns()
        asked = contents.asked
        contents.symbols = EDITED
        await announce(layer, "list 2", "list 11")
        assert contents.asked == asked
    assert contents.reads == 0


async def test_what_is_as_it_was_is_not_read_anew(hub: Hub, layer: InMemoryChannelLayer) -> None:
    contents = EditablePage()
    with open_page(hub, "one", contents.guard(1)):
        await announce(layer, "session")
        assert contents.asked
    assert contents.reads == 0


async def test_what_changed_before_the_page_could_hear_of_it_is_found_out(
    hub: Hub, layer: InMemoryChannelLayer
) -> None:
    contents = EditablePage()
    guard = contents.guard(1)
    contents.symbols = EDITED
    with open_page(hub, "one", guard):
        await turns()
        assert contents.reads == 1


async def test_what_is_announced_many_times_at_once_is_read_once_more(
    hub: Hub, layer: InMemoryChannelLayer
) -> None:
    contents = EditablePage()
    contents.gate.clear()
    with open_page(hub, "one", contents.guard(1)):
        contents.symbols = EDITED
        for _ in range(20):
            await announce(layer, "session")
        assert contents.reads == 1
        contents.gate.set()
        await turns()
        assert contents.reads == 1, "it was read as it had become by then"


async def test_who_signs_out_does_not_wait_for_others_to_be_read(
    hub: Hub, layer: InMemoryChannelLayer
) -> None:
    slow = EditablePage()
    slow.gate.clear()
    with (
        open_page(hub, "one", slow.guard(1)) as one,
        open_page(hub, "two", slow.guard(1)) as two,
    ):
        slow.symbols = EDITED
        await announce(layer, "list 1")
        with open_page(hub, "three", EditablePage().guard(3, refuse_all)) as three:
            await announce(layer, "list 3")
            slow.gate.set()
            await turns()
            assert [each.code for each in three.refused] == [REVOKED]
        assert one.refused == two.refused == []


async def test_who_may_no_longer_see_it_is_told_to_ask_for_itself(
    hub: Hub, layer: InMemoryChannelLayer
) -> None:
    contents = EditablePage()
    contents.failure = Refused(NOT_FOUND, "no such list")
    with open_page(hub, "one", contents.guard(1)) as page:
        contents.symbols = EDITED
        await announce(layer, "session")
        assert {(each.code, each.reason) for each in page.refused} == {(REVOKED, "no such list")}


async def test_what_cannot_be_read_stays_as_it_was(
    hub: Hub, layer: InMemoryChannelLayer, caplog: pytest.LogCaptureFixture
) -> None:
    contents = EditablePage()
    contents.failure = ConnectionError("the database is away")
    with open_page(hub, "one", contents.guard(1)) as page:
        await publish(layer, 1, IBM)
        page.take()
        contents.symbols = EDITED
        await announce(layer, "session")
        await publish(layer, 2, IBM)
        assert page.take() == ["row-board-XNYS-IBM"]
        assert page.refused == []
    assert caplog.messages == ["a page could not be read anew"]


async def test_a_page_that_has_gone_meanwhile_is_no_trouble(
    hub: Hub, layer: InMemoryChannelLayer
) -> None:
    first, second = EditablePage(), EditablePage()
    first.gate.clear()
    with open_page(hub, "one", first.guard(1)), open_page(hub, "two", second.guard(2)):
        first.symbols = second.symbols = EDITED
        await announce(layer, "session")
    first.gate.set()
    await turns()
    assert (first.reads, second.reads) == (1, 0)
