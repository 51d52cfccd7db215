"""A vendor's feed in a process of its own: what the server makes of its end."""

from __future__ import annotations

import sys

import pytest

from tests.support.examples import UNIVERSE
from ticker.feeds.base import FeedError
from ticker.feeds.vendor import VendorFeed
from ticker.feeds.yahoo.feed import YahooFeed


def vendor(program: str) -> VendorFeed:
    """With this in the place of print_feed."""
    feed = VendorFeed(YahooFeed(UNIVERSE, symbols=["IBM"]), "yahoo://")
    feed.command = [sys.executable, "-c", program]
    return feed


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("print('one')", "yahoo: its process has ended"),
        ("print('one'); exit(3)", f"yahoo: exec: {sys.executable!r} ended with exit code 3"),
    ],
)
async def test_an_end_is_a_failure_whatever_its_kind(program: str, message: str) -> None:
    """Or a process that somebody has ended would end the feed for good."""
    said = []
    with pytest.raises(FeedError) as error:  # noqa: PT012
        async for each in vendor(program).events():
            said.append(each)
    assert (said, str(error.value)) == ([b"one"], message)


async def test_what_its_log_says_goes_to_ours_and_is_known(
    capfd: pytest.CaptureFixture[str],
) -> None:
    log = "2026-01-02 03:04:05,678 %s ticker.feeds.library: yahoo: refused with HTTP 401; so"
    lines = [log % "ERROR", log % "INFO", "else"]
    said = "\n".join([*lines, ""])
    feed = vendor(f"import sys; sys.stderr.write({said!r})")
    with pytest.raises(FeedError):
        await anext(feed.events())
    assert (feed.failures, feed.problem) == (1, "yahoo: refused with HTTP 401; so")
    assert capfd.readouterr().err.splitlines() == lines
