"""What a feed calls things is text, whatever it looks like."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.windows import Windows, cell, row, wait_for_beat
from tests.support.puppeteer import Event
from tests.support.stage import Stage

HOSTILE = (
    "<script>window.harmed = 1</script>",
    "<img src=x onerror=window.harmed=1>",
    '" onmouseover="window.harmed=1',
    '<b hx-on:click="window.harmed=1" hx-get="/" hx-trigger="load">b</b>',
    '<hx-partial hx-target="body" hx-swap="innerHTML">gone</hx-partial>',
    '<div id="page" hx-swap-oob="true">gone</div>',
    "</template></tr></tbody></table><b>out</b>",
    "{{ levels }}{% debug %}",
    "%(last)s %s %% \\1",
    "<!-- --!> <![CDATA[ ]]> &lt;b&gt; &amp;amp; \u202e\u2028.",
)
FORBIDDEN = "#rows-board :is(script, img, hx-partial, div, template, [hx-get], [onmouseover])"


def hostile_events(stage: Stage) -> Iterator[Event]:
    for symbol, text in zip(stage.symbols, HOSTILE, strict=False):
        yield stage.puppeteer.event("reference", symbol, name=text)
        yield stage.puppeteer.event("tradingstatus", symbol, status="HALTED", reason=text)


@pytest.mark.parametrize("way", ["page", "push"])
def test_it_is_shown_as_text(stage: Stage, windows: Windows, way: str) -> None:
    if way == "page":
        stage.say(*hostile_events(stage))
    page = windows.open(stage.server.origin + "/boards/all/")
    body = page.evaluate("document.body.childElementCount")
    if way == "push":
        stage.say(*hostile_events(stage))
    for symbol, text in zip(stage.symbols, HOSTILE, strict=False):
        for selector, wanted in [
            (cell(symbol, "name"), text),
            (f"{row(symbol)} .word", f"HALTED {text}"),
        ]:
            expect(page.locator(selector)).to_have_text(wanted)
            assert page.locator(selector).text_content() == wanted
    wait_for_beat(page)
    assert page.locator(FORBIDDEN).count() == 0
    assert page.locator("#rows-board > tr").count() == 100
    assert page.evaluate("document.body.childElementCount") == body
    assert page.evaluate("window.harmed") is None


def test_a_search_for_it_is_text_too(stage: Stage, windows: Windows) -> None:
    page = windows.open(stage.server.origin + "/search/?q=%3Cimg%20src=x%20onerror=alert(1)%3E")
    expect(page.locator("#board")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator("#rows-board img")).to_have_count(0)
