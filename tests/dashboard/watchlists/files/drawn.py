"""Lists as people might have them, drawn by hypothesis."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from dashboard.forms.text import one_line, truncate
from dashboard.watchlists import limits
from dashboard.watchlists.listline import ListLine
from tests.dashboard.watchlists.files.known import UNIVERSE

SPECIAL = st.text("=+-@'\",;#:\t\r\n\x00\x85\u2028 ab", max_size=12)
TEXTS = SPECIAL | st.text(max_size=80)
NOTES = TEXTS.map(lambda text: truncate(one_line(text), limits.NOTE))
NAMES = TEXTS.map(lambda text: truncate(one_line(text), limits.NAME)).filter(bool)

SMALLEST = Decimal(1).scaleb(-limits.PLACES)
NOT_NEGATIVE = st.integers(0, 10**limits.DIGITS - 1).map(lambda units: units * SMALLEST)
AMOUNTS = st.none() | NOT_NEGATIVE | st.decimals(0, 1000, places=2)
QUANTITIES = AMOUNTS | st.integers(-(10**9), 10**9).map(Decimal)

POSITIONS = st.builds(
    ListLine,
    symbol=st.sampled_from([each.symbol for each in UNIVERSE]),
    note=NOTES,
    quantity=QUANTITIES,
    cost=AMOUNTS,
    commission=AMOUNTS,
    trade_date=st.none() | st.dates(),
    high_limit=AMOUNTS,
    low_limit=AMOUNTS,
)
HEADINGS = st.builds(ListLine, heading=NAMES)
LISTS = st.lists(POSITIONS | HEADINGS, max_size=12).map(
    lambda lines: [
        line
        for place, line in enumerate(lines)
        if line.heading or line.symbol not in [each.symbol for each in lines[:place]]
    ]
)
