"""A wall shows all it is to show, whole, at every size of screen: nobody could scroll it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FloatRect, Page, expect

from dashboard.screens import limits
from tests.browser.windows import Windows, wait_for_beat
from tests.support.screens import Screens
from tests.support.stage import Stage

SIZES = [(1920, 1080), (3840, 2160), (1280, 720), (1080, 1920)]

CELLS = """() => {
    const cells = document.querySelectorAll(".room :is(th, td), .tile > :not(.word), .room .word");
    return [...cells].flatMap((cell) => {
        const style = getComputedStyle(cell);
        const isSeen = style.fontSize !== "0px" && style.color !== "rgba(0, 0, 0, 0)";
        if (!(cell.textContent || cell.querySelector("svg")) || !isSeen) return [];
        const range = document.createRange();
        range.selectNodeContents(cell);
        const word = cell.querySelector(".word");
        if (word) range.setEndBefore(word);
        const mayBeCut = cell.matches(".name, .word");
        const place = (mayBeCut ? cell : range).getBoundingClientRect();
        const { right, top, bottom } = place;
        const left = place.left + (parseFloat(style.textIndent) || 0);
        const parent = cell.closest("tr, .tile").getBoundingClientRect();
        const isIn = ({ left: start, right: end, top: above, bottom: below }) =>
            left > start - 1 && right < end + 1 && top > above - 1 && bottom < below + 1;
        return {
            text: range.toString(), left, right, top, bottom,
            isOnScreen: isIn({ left: 0, right: innerWidth, top: 0, bottom: innerHeight }),
            isInRow: isIn(parent),
            isWhole: mayBeCut
                ? right - left > parseFloat(style.fontSize)
                : !!word || cell.scrollWidth <= cell.clientWidth,
        };
    });
}"""
"""Where the text or the drawing of each cell is, or the cell itself if its text may be cut: then a
part of it is there."""

SCROLLS = """() => {
    const root = document.documentElement;
    return root.scrollWidth > innerWidth || root.scrollHeight > innerHeight;
}"""


class Wall:
    """One screen's device, and what it is told to show."""

    def __init__(self, stage: Stage, screens: Screens, page: Page) -> None:
        self._screens, self._page, self.stage = screens, page, stage
        self._address = f"{stage.server.origin}/kiosk/"

    def pair(self) -> None:
        self._page.goto(self._address)
        for width, height in SIZES:
            assert_code_fits(self._page, width, height)
        self._screens.pair(self._page.inner_text(".code"))
        self._page.wait_for_selector("#page:not(.pairing)")

    def show(self, **said: object) -> Page:
        self._screens.show(**said)
        self._page.set_viewport_size({"width": 1920, "height": 1080})
        self._page.goto(self._address)
        self._page.wait_for_function("() => window.beats > 1")
        return self._page


@pytest.fixture(scope="module")
def paired(browser: Browser, stage_of_session: Stage, var_dir: Path) -> Iterator[Wall]:
    windows = Windows(browser)
    with Screens(var_dir) as screens:
        wall = Wall(stage_of_session, screens, windows.empty())
        wall.pair()
        yield wall
    windows.close()


@pytest.fixture
def wall(paired: Wall, stage: Stage) -> Wall:
    """In a market where one instrument is dear, one has risen without measure, and one is held."""
    make, symbols = stage.puppeteer, stage.symbols
    stage.say(
        make.trade(symbols[0], "700000.00"),
        make.event("reference", symbols[1], prev_close="1"),
        make.trade(symbols[1], "1235.57"),
        make.event("tradingstatus", symbols[2], status="HALTED", reason="LULD"),
        make.event("reference", symbols[3], name="A very long name " * 10),
        make.event("reference", "KRAKEN:BTC-USD", prev_close="60000"),
        make.trade("KRAKEN:BTC-USD", "700000.5"),
        make.event("reference", "KRAKEN:DOGE-USD", prev_close="0.00012"),
        make.trade("KRAKEN:DOGE-USD", "0.00011"),
    )
    return paired


def assert_code_fits(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    assert not page.evaluate(SCROLLS)
    code, picture = box(page, ".code"), box(page, ".qr svg")
    assert code["x"] >= 0
    assert code["x"] + code["width"] <= width
    assert code["y"] + code["height"] <= picture["y"]
    assert picture["y"] + picture["height"] <= height
    assert min(code["height"], picture["height"]) > min(width, height) / 6


def assert_all_fits(page: Page, count: int) -> None:
    """Every cell is whole, within its row and the screen, and has its place for itself."""
    assert not page.evaluate(SCROLLS)
    assert page.locator(".room [data-symbol]").count() == count
    cells = page.evaluate(CELLS)
    assert len(cells) > 3 * count
    assert [cell for cell in cells if not (cell["isOnScreen"] and cell["isInRow"])] == []
    assert [cell for cell in cells if not cell["isWhole"]] == []
    for number, one in enumerate(cells):
        for other in cells[number + 1 :]:
            assert is_apart(one, other), (one, other)


def is_apart(one: dict[str, float], other: dict[str, float]) -> bool:
    return any(
        before[end] < after[start] + 1
        for before, after in ((one, other), (other, one))
        for start, end in (("left", "right"), ("top", "bottom"))
    )


def box(page: Page, selector: str) -> FloatRect:
    found = page.locator(selector).bounding_box()
    assert found is not None, selector
    return found


def font_size(page: Page, selector: str) -> float:
    """In CSS pixels."""
    size: float = page.eval_on_selector(
        selector, "element => parseFloat(getComputedStyle(element).fontSize)"
    )
    return size


MORE = "symbol name last chg chg_pct bid ask volume day_range spark"
DAY = "symbol name last chg chg_pct spark"


@pytest.mark.parametrize(
    ("layout", "board", "rows", "columns"),
    [
        ("table", "all", 13, ""),
        ("table", "all", 5, ""),
        ("table", "all", 40, MORE),
        ("table", "all", 13, DAY),
        ("table", "crypto", 20, ""),
        ("table", "all", 13, "symbol last chg chg_pct"),
        ("tiles", "all", 12, ""),
        ("tiles", "all", 1, ""),
        ("tiles", "all", 12, DAY),
        ("tiles", "crypto", 20, ""),
        ("tiles", "all", 12, MORE),
    ],
)
def test_everything_fits(wall: Wall, layout: str, board: str, rows: int, columns: str) -> None:
    page = wall.show(layout=layout, board=board, rows=rows, columns=columns)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert_all_fits(page, rows)


@pytest.mark.parametrize("layout", ["table", "tiles"])
@pytest.mark.parametrize(("price", "later"), [("", "1234.56"), ("999.99", "1000.00")])
def test_a_number_may_become_longer(wall: Wall, layout: str, price: str, later: str) -> None:
    trade, symbol = wall.stage.puppeteer.trade, "ARCX:SPY"
    if price:
        wall.stage.say(trade(symbol, price))
    page = wall.show(board="etfs", rows=5, layout=layout)
    size = font_size(page, ".room > *")
    wall.stage.say(trade(symbol, later))
    expect(page.locator(f'[data-symbol="{symbol}"] .last')).to_have_text(f"1,{later[1:]}")
    assert_all_fits(page, 5)
    assert font_size(page, ".room > *") == size


def test_type_can_be_read_from_afar(wall: Wall) -> None:
    page = wall.show(board="financials", rows=13)
    assert font_size(page, ".room table") > 55
    page = wall.show(board="etfs", rows=30, type_size=56, columns="symbol last chg_pct")
    assert font_size(page, ".room table") == 56


def test_of_rows_that_have_no_room_none_is_shown_in_part(wall: Wall) -> None:
    page = wall.show(board="etfs", layout="table", rows=20, type_size=64)
    shown = page.evaluate(
        """() => {
            const table = document.querySelector(".room table");
            const row = table.tBodies[0].rows[0].getBoundingClientRect().height;
            const clip = getComputedStyle(table).clipPath.match(/calc|[\\d.]+px/g);
            const end = parseFloat(clip.at(-1)) || parseFloat(clip.at(-2));
            return (end - table.tHead.getBoundingClientRect().height) / row;
        }"""
    )
    assert shown > 8
    assert abs(shown - round(shown)) < 0.05


def test_a_tape_is_one_line_that_moves(wall: Wall) -> None:
    page = wall.show(layout="tape", rows=20)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert not page.evaluate(SCROLLS)
        tape = box(page, ".tape-items")
        assert tape["height"] < 2 * font_size(page, ".tape-items")
        assert abs(tape["y"] + tape["height"] / 2 - height / 2) < height / 20
    before = box(page, ".tape-items")["x"]
    wait_for_beat(page)
    assert box(page, ".tape-items")["x"] < before


ITEMS = """() => [...document.querySelectorAll(".tape-items li")].map(
    each => each.getBoundingClientRect().toJSON())"""
"""All of one moment: each may be another the next."""


def test_a_tape_stands_still_for_those_who_want_no_motion(wall: Wall) -> None:
    page = wall.show(layout="tape", rows=20)
    page.emulate_media(reduced_motion="reduce")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        items = page.evaluate(ITEMS)
        assert len(items) == 20
        assert all(each["left"] >= 0 and each["top"] >= 0 for each in items)
        assert all(each["right"] <= width and each["bottom"] <= height for each in items)
    page.emulate_media(reduced_motion="no-preference")


def test_a_screen_of_twice_the_density(wall: Wall) -> None:
    page = wall.show()
    session = page.context.new_cdp_session(page)
    session.send(
        "Emulation.setDeviceMetricsOverride",
        {"width": 1920, "height": 1080, "deviceScaleFactor": 2, "mobile": False},
    )
    assert page.evaluate("devicePixelRatio") == 2
    assert_all_fits(page, 13)
    session.send("Emulation.clearDeviceMetricsOverride")


def _place(page: Page, shift: int) -> tuple[int, ...]:
    """Of clock and title at this shift; none if another was pushed meanwhile."""
    page.evaluate(
        """shift => {
            const stage = document.querySelector("#stage");
            stage.className = stage.className.replace(/shift-\\d/, `shift-${shift}`);
        }""",
        shift,
    )
    assert_all_fits(page, 13)
    clock, title = box(page, "#clock"), box(page, "h1")
    is_so = f"shift-{shift}" in (page.get_attribute("#stage", "class") or "")
    places = (clock["x"], clock["y"], title["x"], title["y"])
    return tuple(map(round, places)) if is_so else ()


def test_it_shifts_by_some_pixels(wall: Wall) -> None:
    page = wall.show()
    places = set()
    for shift in range(9):
        # What is pushed brings the shift of the hour, and then it is tried again.
        while not (place := _place(page, shift)):
            pass
        places.add(place)
    assert len(places) == 9


def test_a_message_takes_no_price_its_place(wall: Wall) -> None:
    page = wall.show(banner="The drill begins at noon. " * 7)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert_all_fits(page, 13)
        room, banner = box(page, ".room"), box(page, ".banner")
        assert room["y"] + room["height"] <= banner["y"]
        assert banner["y"] + banner["height"] <= height


@pytest.mark.parametrize(
    "text", ["Stop", "WWMM " * 40, "n" * 180, "The drill begins at noon. " * 7]
)
def test_a_message_over_all_is_seen_whole(wall: Wall, text: str) -> None:
    page = wall.show(banner=text.strip(), banner_covers=True)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        said = box(page, ".banner span")
        assert said["x"] >= 0
        assert said["x"] + said["width"] <= width
        assert said["y"] >= 0
        assert said["y"] + said["height"] <= height
        assert font_size(page, ".banner") > min(width, height) / 25


def test_a_screen_says_which_it_is(wall: Wall) -> None:
    for is_blank in (False, True):
        soon = (datetime.now(UTC) + timedelta(seconds=limits.IDENTIFY_SECONDS)).isoformat()
        page = wall.show(identified_until=soon, is_blank=is_blank)
        expect(page.locator(".identity")).to_have_text("North wall")
        assert font_size(page, ".identity") > 200
        assert not page.evaluate(SCROLLS)


def test_a_blank_screen_is_black(wall: Wall) -> None:
    page = wall.show(is_blank=True, theme="light")
    expect(page.locator(".furniture")).to_be_hidden()
    assert page.inner_text("#stage").strip() == ""
    ground = page.eval_on_selector("#page", "page => getComputedStyle(page).backgroundColor")
    assert ground == "rgb(0, 0, 0)"
    assert font_size(page, ".disconnected") > 1080 / 20


def test_theme_and_palette_come_with_the_programme(wall: Wall) -> None:
    colours = "getComputedStyle(document.documentElement)"
    seen = set()
    for theme, palette in (("dark", ""), ("light", ""), ("dark", "red-green")):
        page = wall.show(theme=theme, palette=palette)
        assert page.evaluate(f"{colours}.colorScheme") == theme
        up = page.locator(".room .up").first
        seen.add(up.evaluate("element => getComputedStyle(element).color"))
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground not in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert len(seen) == 3
