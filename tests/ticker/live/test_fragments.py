"""Fragments: a row's two voices, rendered once for all, and what may be pushed at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.safestring import SafeString, mark_safe

from tests.support.clock import Clock
from tests.support.examples import AIG, BAC, IBM, UNIVERSE, frame, level
from tests.support.markup import parse, text
from ticker.live.fragments import Fragments, out_of_band
from ticker.live.metrics import Metrics
from ticker.live.mirror import FLASH_SECONDS, Mirror
from ticker.rows.rows import Layout

LAYOUT = Layout(table="board", columns=("symbol", "last"))


@pytest.fixture
def mirror(clock: Clock) -> Mirror:
    return Mirror(UNIVERSE)


@pytest.fixture
def fragments(mirror: Mirror) -> Fragments:
    return Fragments(LAYOUT, mirror)


def trades(mirror: Mirror, n: int) -> None:
    """A frame in which IBM has traded at a new price."""
    mirror.receive(frame(n, level(n=n, last=Decimal(100 + n), tick=1, flash=n)))


def quotes(mirror: Mirror, n: int) -> None:
    """A frame in which only IBM's quote has changed."""
    last = mirror.level(IBM)
    changed = level(n=n, last=last.last, bid=Decimal(n), tick=1, flash=last.flash)
    mirror.receive(frame(n, changed))


def flashes(html: SafeString) -> bool:
    return "flash-up" in html


def test_a_page_that_has_nothing_gets_a_quiet_row(fragments: Fragments, mirror: Mirror) -> None:
    trades(mirror, 1)
    trades(mirror, 2)
    assert "102.00" in fragments.row(IBM)
    assert not flashes(fragments.row(IBM))


def test_a_trade_flashes_for_a_page_that_did_not_have_it(
    fragments: Fragments, mirror: Mirror, clock: Clock
) -> None:
    trades(mirror, 1)
    cursor = mirror.version
    trades(mirror, 2)
    clock.advance(5)
    assert flashes(fragments.row(IBM, cursor))
    assert not flashes(fragments.row(IBM, mirror.version))


def test_a_running_flash_goes_on_while_a_quote_changes(
    fragments: Fragments, mirror: Mirror, clock: Clock
) -> None:
    trades(mirror, 1)
    trades(mirror, 2)
    cursor = mirror.version
    clock.advance(FLASH_SECONDS / 2)
    quotes(mirror, 3)
    assert flashes(fragments.row(IBM, cursor))
    clock.advance(FLASH_SECONDS)
    quotes(mirror, 4)
    assert not flashes(fragments.row(IBM, cursor))


def test_a_running_flash_does_not_go_on_as_that_of_a_trade_that_was_lost(
    fragments: Fragments, mirror: Mirror, clock: Clock
) -> None:
    trades(mirror, 1)
    trades(mirror, 2)
    cursor = mirror.version
    clock.advance(FLASH_SECONDS / 2)
    trades(mirror, 4)
    assert not flashes(fragments.row(IBM, cursor))


def test_a_quote_never_flashes(fragments: Fragments, mirror: Mirror) -> None:
    trades(mirror, 1)
    cursor = mirror.version
    quotes(mirror, 2)
    assert not flashes(fragments.row(IBM, cursor))


def test_a_row_is_rendered_once_for_each_version_and_voice(
    fragments: Fragments, mirror: Mirror
) -> None:
    trades(mirror, 1)
    cursor = mirror.version
    trades(mirror, 2)
    quiet, flashing = fragments.row(IBM), fragments.row(IBM, cursor)
    assert fragments.row(IBM) is quiet
    assert fragments.row(IBM, cursor) is flashing
    trades(mirror, 3)
    assert fragments.row(IBM) is not quiet


def test_what_is_rendered_is_counted(mirror: Mirror) -> None:
    metrics = Metrics()
    fragments = Fragments(LAYOUT, mirror, metrics)
    trades(mirror, 1)
    fragments.row(IBM)
    fragments.row(IBM)
    assert metrics.rows_rendered == 1
    trades(mirror, 2)
    fragments.row(IBM)
    assert metrics.rows_rendered == 2


def test_an_instrument_not_heard_of_has_a_row_too(fragments: Fragments, mirror: Mirror) -> None:
    empty = fragments.row(BAC)
    assert text(parse(empty)).endswith("—")
    assert fragments.row(BAC, 5) is empty
    mirror.receive(frame(1, level(BAC, n=1, last=Decimal(14))))
    assert "14.00" in fragments.row(BAC)


def test_a_body_has_the_rows_in_order_and_quiet(fragments: Fragments, mirror: Mirror) -> None:
    trades(mirror, 1)
    trades(mirror, 2)
    (body,) = parse(fragments.body((BAC, IBM, AIG)))
    assert [each.get("data-symbol") for each in body] == [BAC, IBM, AIG]
    assert not flashes(fragments.body((IBM,)))


def test_out_of_band_says_which_swap() -> None:
    html = mark_safe('<p id="clock" class="x">9 &lt; 10</p>')
    assert out_of_band(html) == '<p hx-swap-oob="outerMorph" id="clock" class="x">9 &lt; 10</p>'
    assert 'hx-swap-oob="true"' in out_of_band(html, "true")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "stray text",
        "<p>no id</p>",
        '<p class="first" id="x"></p>',
        ' <p id="x"></p>',
        '<p id="x"></p> ',
        '<p id="x"></div>',
        '<p id="x">',
        '<p id="x y"></p>',
        '<p id=""></p>',
    ],
)
def test_out_of_band_refuses_what_is_not_one_element_with_an_id(text: str) -> None:
    with pytest.raises(ValueError, match="not one element with an id"):
        out_of_band(mark_safe(text))  # noqa: S308
