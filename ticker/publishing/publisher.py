"""The publisher: runs feeds into the Market and sends a Frame every beat."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence

from channels.layers import BaseChannelLayer
from redis.exceptions import RedisError

from ticker.feeds.base import Feed
from ticker.feeds.group import FeedGroup
from ticker.market.bar import Bar
from ticker.market.events import AnyEvent, Epoch
from ticker.market.frames import GROUP, KEYFRAME_SPACING, Frame, encode, seconds_until_beat
from ticker.market.freshness import Freshness
from ticker.market.instruments import Universe
from ticker.market.level1 import Level1
from ticker.market.market import Market
from ticker.market.sessions import calendars
from ticker.publishing.lease import Lease
from ticker.publishing.stalelevel import StaleLevel
from ticker.store.barwriter import SPACING, BarWriter

RETRY_DELAY = 1.0
"""Seconds without frames after a failed send."""

EARLY_FRAMES, EARLY_SPACING = 30, 1.0
"""The number of frames at the start of a leased epoch in which keyframes come quicker, and the
seconds between two of those."""

logger = logging.getLogger(__name__)


class Publisher:
    """Owns the Market. Its epoch is its start in nanoseconds, so it never runs backwards.

    With a lease it applies every event but sends only while it holds the lease, so a standby takes
    over with full knowledge. Epochs are then those of the lease.
    """

    def __init__(
        self,
        feeds: Sequence[Feed],
        universe: Universe,
        layer: BaseChannelLayer,
        lease: Lease | None = None,
        keeper: BarWriter | None = None,
    ) -> None:
        """The first healthy feed wins. Without a bar writer nothing outlives the process."""
        self._lease, self._keeper = lease, keeper
        self._leased_epoch = 0
        self.market = Market(universe, calendars)
        self.feeds = FeedGroup(feeds, universe, self.market.newest_ts)
        self._bar_updates: dict[tuple[str, int], Bar] = {}
        self._stale_levels: dict[str, StaleLevel] = {}
        self._layer = layer
        self._newest: dict[str, Level1] = {}
        self._epoch = self._events = self._newest_ts = 0
        self._feed_words: Sequence[Freshness] = ()
        self._phases: Sequence[str] = ()
        self._has_started = False
        self._start_epoch(time.time_ns())

    async def run(self) -> None:
        await self._restore()
        async with asyncio.TaskGroup() as tasks:
            if self._lease is not None:
                tasks.create_task(self._lease.run())
            for place in range(len(self.feeds.feeds)):
                tasks.create_task(self._apply(place))
            tasks.create_task(self._beat())
            tasks.create_task(self._run_writer())

    async def _apply(self, place: int) -> None:
        supervisor = self.feeds.supervisors[place]
        # All feeds share one epoch.
        async for batch in supervisor.normalised_batches() if place else supervisor.batches():
            for event in batch:
                self._take_event(place, event)

    async def _restore(self) -> None:
        if self._keeper is not None:
            feeds = self.feeds
            restored = await self._keeper.read(feeds.origin, feeds.progress_keys)
            # A feed of several is no recording, nor is one that knows which events it has sent.
            may_begin_again = feeds.is_single and feeds.feeds[0].seen_sequences is None
            self.market.restore(restored.states, restored.minutes, restored.floor, may_begin_again)
            self._stale_levels = {
                symbol: StaleLevel(state.level) for symbol, state in restored.states.items()
            }
            feeds.resume(restored.progress)

    async def _run_writer(self) -> None:
        """Writes the last second even when cancelled."""
        try:
            while True:
                await asyncio.sleep(SPACING)
                progress = self._collect()
                if self._keeper is not None:
                    if await self._keeper.write() and progress:
                        await self.feeds.settle(progress)
                    await self._keeper.prune(self.feeds.origin)
        finally:
            self._collect()
            if self._keeper is not None:
                await asyncio.shield(self._keeper.write())

    def _collect(self) -> dict[str, bytes]:
        """Take from the market what is to be written, and the bars to be sent. Returns the progress
        of feeds that goes with it; empty without the lease."""
        folded, states = self.market.take_bars(), self.market.take_states()
        switches = self.feeds.switches.take_unwritten()
        for update in folded:
            if update.interval == "1m" and not update.is_partial:
                self._bar_updates[update.symbol, update.bar.ts_open] = update.bar
        is_ours = self._lease is None or self._lease.epoch != 0
        if self._keeper is None or not is_ours:
            return {}
        progress = self.feeds.progress()
        self._keeper.collect(self.feeds.origin, folded, states, progress, switches)
        return progress

    def _take_event(self, place: int, event: AnyEvent) -> None:
        if isinstance(event, Epoch):
            if self._has_started and not self.feeds.is_single:
                self.feeds.reject(place, "not_alone", "it would empty what other feeds said")
                return
            self._collect()
        for admitted in self.feeds.priority.admit(place, event):
            self._apply_event(place, admitted)

    def _apply_event(self, place: int, event: AnyEvent) -> None:
        refused = self.market.apply(event)
        if refused:
            self.feeds.reject(place, refused, repr(event.symbol))
        elif isinstance(event, Epoch):
            # A clock that runs ahead would leave the lease's epochs and keep the standby behind.
            self._start_epoch(0 if self._lease else time.time_ns())
            if self._has_started:
                # A recording starts: nothing is known of it.
                self._stale_levels.clear()
                self.market.restore({}, {}, 0)
            self._has_started = True
        else:
            self._events += 1
            if event.symbol and event.ts_event > self._newest_ts:
                self._newest_ts = event.ts_event

    def _start_epoch(self, least: int) -> None:
        self._epoch = max(self._epoch + 1, least)
        self._n, self._keyframe_due = 0, 0.0
        self._newest.clear()
        self._newest_ts = 0

    async def _beat(self) -> None:
        loop, this = asyncio.get_running_loop(), asyncio.current_task()
        assert this is not None
        # As in Lease.run: a cancellation may get lost during a write to Redis.
        while not this.cancelling():
            if self._may_publish():
                await self._send(self.make_frame())
            await asyncio.sleep(seconds_until_beat(loop.time()))

    def _may_publish(self) -> bool:
        if self._lease is None:
            return True
        if self._lease.epoch not in (0, self._leased_epoch):
            self._epoch = self._leased_epoch = self._lease.epoch
            self._start_epoch(0)
            self.market.touch_all()
            self.market.mark_all_changed()
        return self._lease.epoch != 0

    async def _send(self, frame: Frame) -> None:
        try:
            await self._layer.group_send(GROUP, {"type": "frame", "data": encode(frame)})
        except (OSError, RedisError) as error:
            # The market outlives an absent channel layer: a keyframe heals the loss.
            self._keyframe_due = 0.0
            logger.error("a frame was not sent (%s); the next one in %g s", error, RETRY_DELAY)
            await asyncio.sleep(RETRY_DELAY)

    def make_frame(self) -> Frame:
        """The next frame: what changed since the one before."""
        now = time.monotonic()
        feed = self.feeds.state(
            newest=self._newest_ts,
            events=self._events,
            always_open=self.market.always_open,
            instruments=self.market.heard_count,
        )
        self._touch_if_words_changed(feed.clock)
        self._n += 1
        beside = self.feeds.differing_words(feed.word)
        rows = self.market.drain(self._n, time.monotonic_ns(), feed.word, feed.clock, beside)
        for row in rows:
            self._newest[row.symbol] = row
            self._stale_levels.pop(row.symbol, None)
        is_keyframe = now >= self._keyframe_due
        if is_keyframe:
            self._keyframe_due = now + self._keyframe_spacing()
            old = (level.stale_level(self._n) for level in self._stale_levels.values())
            rows = [*self._newest.values(), *old]
        bars = [(symbol, bar) for (symbol, _), bar in self._bar_updates.items()]
        self._bar_updates.clear()
        return Frame(
            epoch=self._epoch,
            n=self._n,
            ts=time.time_ns(),
            is_keyframe=is_keyframe,
            feed=feed,
            rows=rows,
            prints=self.market.take_prints(),
            bars=bars,
        )

    def _keyframe_spacing(self) -> float:
        """Seconds. A web process that lost the layer at the same moment may miss an epoch's first
        keyframe."""
        is_early = self._lease is not None and self._n <= EARLY_FRAMES
        return EARLY_SPACING if is_early else KEYFRAME_SPACING

    def _touch_if_words_changed(self, clock: int) -> None:
        """Every row shows its feed's word or the session's phase: resend rows when either
        changes."""
        phases = [calendar.at(clock).phase for calendar in self.market.calendars.values()]
        before, words = self._feed_words, self.feeds.words
        if phases != self._phases or (self.feeds.is_single and words != before):
            self.market.touch_all()
        elif words != before:
            for place in [
                calendar for calendar, word in enumerate(words) if word != before[calendar]
            ]:
                self.market.touch(self.feeds.symbols_shown_from(place))
        self._phases, self._feed_words = phases, words
