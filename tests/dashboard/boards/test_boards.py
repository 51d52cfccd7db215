from __future__ import annotations

from dashboard.boards.boards import BOARDS, SECTORS
from tests.dashboard.conftest import AAPL, IBM
from ticker.live.mirror import Mirror


def symbols(slug: str, mirror: Mirror) -> list[str]:
    return [level.symbol for level in BOARDS[slug].levels(mirror)]


def test_every_instrument_is_on_the_board_of_all(mirror: Mirror) -> None:
    assert symbols("all", mirror) == [each.symbol for each in mirror.universe]


def test_each_sector_has_a_board_and_each_equity_is_on_one(mirror: Mirror) -> None:
    sectors = {each.sector for each in mirror.universe if each.asset_class == "EQUITY"}
    assert sectors == set(SECTORS)
    slugs = [slug for slug, board in BOARDS.items() if board.title in SECTORS]
    members = [symbol for slug in slugs for symbol in symbols(slug, mirror)]
    equities = {each.symbol for each in mirror.universe if each.asset_class == "EQUITY"}
    assert len(members) == len(equities)
    assert set(members) == equities


def test_asset_classes_have_boards(mirror: Mirror) -> None:
    assert "ARCX:SPY" in symbols("etfs", mirror)
    assert "KRAKEN:BTC-USD" in symbols("crypto", mirror)
    assert IBM.symbol not in symbols("etfs", mirror) + symbols("crypto", mirror)


def test_gainers_are_up_losers_are_down_and_unchanged_is_neither(mirror: Mirror) -> None:
    assert set(symbols("gainers", mirror)) == {IBM.symbol, "KRAKEN:BTC-USD"}
    assert symbols("losers", mirror) == [AAPL.symbol]


def test_coins_are_not_ranked_by_volume_with_shares(mirror: Mirror) -> None:
    assert set(symbols("most-active", mirror)) == {IBM.symbol, AAPL.symbol, "ARCX:SPY"}
