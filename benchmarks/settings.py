"""The product's settings, with one more address for the viewers' own lists."""

from stock_ticker.settings import *  # noqa: F403

ASGI_APPLICATION = "benchmarks.asgi.application"
