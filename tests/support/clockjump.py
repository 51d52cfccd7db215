"""``manage.py`` of a machine whose clock is set: by SIGUSR1 25 hours on, by SIGUSR2 25 hours back.

Only the wall clock jumps. The monotonic one goes on, as it does under NTP.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
import time
from types import FrameType

import time_machine
from django.core.management import execute_from_command_line

from tests.support.server import Server

JUMP = 25 * 3600
"""Seconds."""

COMMAND = (sys.executable, "-m", "tests.support.clockjump", "serve")
SIGNALS = {signal.SIGUSR1: JUMP, signal.SIGUSR2: -JUMP}
CLOCK_SET = "clock set:"


def jump_clock(server: Server, number: signal.Signals) -> None:
    """Returns once the server's clock has been set."""
    done = server.log.count(CLOCK_SET)
    server.process.send_signal(number)
    server.wait_for(f"{CLOCK_SET} {done + 1}\n")


def main() -> None:
    count = itertools.count(1)
    traveller = time_machine.travel(time.time(), tick=True).start()

    def shift(number: int, _: FrameType | None) -> None:
        traveller.shift(SIGNALS[signal.Signals(number)])
        os.write(2, f"{CLOCK_SET} {next(count)}\n".encode())

    for each in SIGNALS:
        signal.signal(each, shift)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stock_ticker.settings")
    execute_from_command_line(["manage.py", *sys.argv[1:]])


if __name__ == "__main__":
    main()
