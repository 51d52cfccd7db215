"""Daily bars from CSV: what is read exactly, and what is left out with which reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticker.market.instruments import InstrumentDefinition, Universe
from ticker.market.sessions import NEW_YORK
from ticker.store.barfile import BadBar, GoodBar, read_bars

HEADER = "date,open,high,low,close,volume,Name"
UNIVERSE = Universe(
    [
        InstrumentDefinition(symbol="XNAS:AAL", name="American", asset_class="EQUITY"),
        InstrumentDefinition(symbol="XNYS:BRK.B", name="Berkshire", asset_class="EQUITY"),
        InstrumentDefinition(symbol="XNYS:TWO", name="Two", asset_class="EQUITY"),
        InstrumentDefinition(symbol="XNAS:TWO", name="Two", asset_class="EQUITY"),
        InstrumentDefinition(
            symbol="KRAKEN:BTC-USD", name="Bitcoin", asset_class="CRYPTO", calendar="24/7"
        ),
    ]
)
GOOD = "2013-02-08,15.07,15.12,14.63,14.75,8407500,AAL"


def read(*lines: str, header: str = HEADER) -> list[GoodBar | BadBar]:
    return list(read_bars([header, *lines], UNIVERSE))


def good(*lines: str, header: str = HEADER) -> list[GoodBar]:
    found = read(*lines, header=header)
    kept = [each for each in found if isinstance(each, GoodBar)]
    assert found == kept
    return kept


def midnight(year: int, month: int, day: int, zone: ZoneInfo = NEW_YORK) -> int:
    return int(datetime(year, month, day, tzinfo=zone).timestamp()) * 10**9


class TestGoodLines:
    def test_a_line_is_a_bar_digit_by_digit(self) -> None:
        [found] = good(GOOD)
        assert (found.number, found.symbol) == (2, "XNAS:AAL")
        bar = found.bar
        assert bar.ts_open == midnight(2013, 2, 8)
        prices = [str(each) for each in (bar.open, bar.high, bar.low, bar.close)]
        assert prices == ["15.07", "15.12", "14.63", "14.75"]
        assert (str(bar.volume), bar.trade_count, bar.vwap) == ("8407500", 0, None)

    def test_columns_may_be_in_any_order_and_case_among_others(self) -> None:
        header = "\ufeffSymbol,Adj Close,VOLUME, Close ,low,High,OPEN,Date,Name"
        [found] = good("AAL,9,8407500,14.75,14.63,15.12,15.07,2013-02-08,X\r\n", header=header)
        assert found == good(GOOD)[0]

    def test_a_symbol_may_be_full_or_bare_or_in_small_letters(self) -> None:
        names = ["XNYS:TWO", "XNAS:TWO", "brk.b", "btc-usd"]
        found = good(*(GOOD.replace("AAL", name) for name in names))
        assert [each.symbol for each in found] == [
            "XNYS:TWO", "XNAS:TWO", "XNYS:BRK.B", "KRAKEN:BTC-USD",
        ]  # fmt: skip

    def test_a_day_begins_where_its_exchange_is(self) -> None:
        [found] = good(GOOD.replace("AAL", "BTC-USD"))
        assert found.bar.ts_open == midnight(2013, 2, 8, ZoneInfo("UTC"))
        [summer] = good(GOOD.replace("2013-02", "2013-07"))
        assert summer.bar.ts_open == midnight(2013, 7, 8)

    def test_blank_lines_are_counted_and_left_out(self) -> None:
        assert [each.number for each in good("", GOOD, "  \n", GOOD)] == [3, 5]

    def test_a_quoted_cell_a_volume_with_places_and_one_of_nothing(self) -> None:
        line = '2013-02-08,"15.07",15.12,14.63,14.75,{},AAL'
        found = good(line.format("8.4075e6"), line.format("12.50000001"), line.format("0"))
        assert [each.bar.volume for each in found] == [
            Decimal(8407500), Decimal("12.50000001"), Decimal(0),
        ]  # fmt: skip

    def test_reads_no_further_than_it_is_asked(self) -> None:
        def lines() -> Iterator[str]:
            yield HEADER
            yield GOOD
            raise AssertionError("read ahead")

        assert isinstance(next(read_bars(lines(), UNIVERSE)), GoodBar)


class TestBadLines:
    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("2013-02-08,,15.12,14.63,14.75,8407500,AAL", "no open"),
            ("2013-02-08,15.07,,14.63,14.75,8407500,AAL", "no high"),
            ("2013-02-08,15.07,15.12, ,14.75,8407500,AAL", "no low"),
            ("2013-02-08,15.07,15.12,14.63,,8407500,AAL", "no close"),
            ("2013-02-08,15.07,15.12,14.63,14.75,,AAL", "no volume"),
            ("2013-02-08,nan,15.12,14.63,14.75,1,AAL", "open 'nan' is not a number"),
            ("2013-02-08,1_5,15.12,14.63,14.75,1,AAL", "open '1_5' is not a number"),
            ("2013-02-08,15.07,inf,14.63,14.75,1,AAL", "high 'inf' is not a number"),
            (
                "2013-02-08,15.07,1e9,14.63,14.75,1,AAL",
                "high 1e9 is not above 0 and below 1,000,000,000",
            ),
            (
                "2013-02-08,15.07,15.12,0,14.75,1,AAL",
                "low 0 is not above 0 and below 1,000,000,000",
            ),
            (
                "2013-02-08,15.07,15.12,-1,14.75,1,AAL",
                "low -1 is not above 0 and below 1,000,000,000",
            ),
            (
                "2013-02-08,15.07,15.12,14.63,14.75,-1,AAL",
                "volume -1 is not from 0 to below 1,000,000,000,000,000",
            ),
            (
                "2013-02-08,15.13,15.12,14.63,14.75,1,AAL",
                "open 15.13 or close 14.75 is not from low 14.63 to high 15.12",
            ),
            (
                "2013-02-08,15.07,15.12,14.63,14.62,1,AAL",
                "open 15.07 or close 14.62 is not from low 14.63 to high 15.12",
            ),
            ("08/02/2013,1,1,1,1,1,AAL", "date '08/02/2013' is not a date as YYYY-MM-DD"),
            ("20130208,1,1,1,1,1,AAL", "date '20130208' is not a date as YYYY-MM-DD"),
            ("2013-02-30,1,1,1,1,1,AAL", "date '2013-02-30' is not a date as YYYY-MM-DD"),
            ("0001-01-01,1,1,1,1,1,AAL", "date 0001-01-01 is not of the years 1900 to 2199"),
            ("2013-02-08,1,1,1,1,1,ZZZ", "unknown symbol: 'ZZZ'"),
            ("2013-02-08,1,1,1,1,1,TWO", "ambiguous symbol: 'TWO'"),
            ("2013-02-08,1,1,1,1,1", "6 columns, too few"),
            ('2013-02-08,"1,1,1,1,1,AAL', "unexpected end of data"),
        ],
    )
    def test_is_reported_with_its_number_and_reason_and_the_rest_kept(
        self, line: str, reason: str
    ) -> None:
        one, bad, other = read(GOOD, line, GOOD)
        assert isinstance(one, GoodBar)
        assert isinstance(other, GoodBar)
        assert bad == BadBar(3, reason)

    @given(st.text(max_size=80))
    def test_whatever_a_line_holds_it_is_a_bar_or_a_reason(self, line: str) -> None:
        *found, last = read(line, GOOD)
        assert isinstance(last, GoodBar)
        assert last.number == 3
        assert len(found) == bool(line.strip())

    @given(st.lists(st.sampled_from(["", "1", "-1", "1e9", "nan", "0.5", "AAL"]), max_size=9))
    def test_no_bar_is_out_of_range(self, cells: list[str]) -> None:
        for each in read(",".join(["2013-02-08", *cells])):
            if isinstance(each, GoodBar):
                bar = each.bar
                assert bar.open is not None
                assert bar.close is not None
                assert bar.low is not None
                assert bar.high is not None
                assert 0 < bar.low <= min(bar.open, bar.close)
                assert max(bar.open, bar.close) <= bar.high < 10**9
                assert bar.volume >= 0


class TestHeader:
    @pytest.mark.parametrize(
        ("header", "missing"),
        [
            ("", "date, open, high, low, close, volume, symbol"),
            ("date,open,high,low,close,volume", "symbol"),
            ("open,high,low,close,Name", "date, volume"),
        ],
    )
    def test_says_what_it_lacks(self, header: str, missing: str) -> None:
        with pytest.raises(ValueError, match=f"^the header names no {missing}$"):
            read(GOOD, header=header)

    def test_that_cannot_be_read_is_said(self) -> None:
        with pytest.raises(ValueError, match="the header cannot be read"):
            read(GOOD, header='date,"open')

    def test_a_file_of_nothing_has_none(self) -> None:
        with pytest.raises(ValueError, match="the header names no date"):
            list(read_bars([], UNIVERSE))
