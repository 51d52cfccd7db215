from __future__ import annotations

from msgspec import Struct

from dashboard.feeds.ratesparkline import rate_sparkline
from ticker.live.mirror import Mirror
from ticker.market.bar import SECOND
from ticker.market.frames import FeedHealth
from ticker.market.freshness import SILENCE_LIMIT, Freshness, Tone, age, is_ended, tone_of
from ticker.rows.formats import MISSING
from ticker.rows.sparkline import Sparkline


class FeedRow(Struct, frozen=True, kw_only=True):
    """``rate`` is recent events a second; None if unknown. Ages are in seconds; None for never."""

    health: FeedHealth
    word: Freshness
    rate: float | None
    max_rate: float | None
    newest_age: float | None
    heard_age: float | None
    gap_age: float | None
    sparkline: Sparkline

    @property
    def state(self) -> str:
        """The word without its age."""
        return self.word.partition(" ")[0]

    @property
    def tone(self) -> Tone:
        return tone_of(self.word)

    @property
    def word_age(self) -> str:
        """The rest of the word."""
        return self.word.partition(" ")[2]

    @property
    def rejected(self) -> list[tuple[str, int]]:
        """The most frequent reason first."""
        return sorted(self.health.rejected.items(), key=lambda item: -item[1])

    @property
    def gaps_text(self) -> str:
        gap = self.health.last_gap
        if gap is None or self.gap_age is None:
            return "none"
        seconds = (gap.until - gap.since) / SECOND
        length = age(seconds) if seconds >= 1 else "under 1s"
        return f"{self.health.gaps}, the last of {length}, over for {age(self.gap_age)}"

    @property
    def events_text(self) -> str:
        return f"{self.health.events:,}"

    @property
    def rate_text(self) -> str:
        return _per_second(self.rate)

    @property
    def max_rate_text(self) -> str:
        return _per_second(self.max_rate)

    @property
    def newest_age_text(self) -> str:
        return MISSING if self.newest_age is None else age(self.newest_age)

    @property
    def heard_age_text(self) -> str:
        return MISSING if self.heard_age is None else age(self.heard_age)


def feed_rows(mirror: Mirror, now: int) -> list[FeedRow]:
    """``now`` is in UTC nanoseconds."""
    feed, is_silent = mirror.feed, is_silent_now(mirror)
    rows = []
    for number, health in enumerate(feed.feeds):
        rates = [] if is_silent else mirror.event_rates.rates(number)
        rows.append(
            FeedRow(
                health=health,
                word=health.word,
                rate=None if is_silent else mirror.event_rates.rate(number),
                max_rate=max((rate for _, rate in rates), default=None),
                newest_age=_seconds(health.newest, feed.clock),
                heard_age=_seconds(health.last_heard, now),
                gap_age=_seconds(health.last_gap.until, now) if health.last_gap else None,
                sparkline=rate_sparkline(rates),
            )
        )
    return rows


def is_silent_now(mirror: Mirror) -> bool:
    """Whether the last frame is so old that its feed states may be outdated. A replay that has
    ended stays so."""
    return mirror.silence >= SILENCE_LIMIT and not is_ended(mirror.feed.word)


def _seconds(since: int, now: int) -> float | None:
    """Never negative: another machine's clock may be ahead."""
    return max(0, now - since) / SECOND if since else None


def _per_second(rate: float | None) -> str:
    if rate is None:
        return MISSING
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"
