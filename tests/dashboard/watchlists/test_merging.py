"""Merging: nothing kept is lost or moved, everything new is there, and twice is as once."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.watchlists.line import Line
from dashboard.watchlists.merging import merged, replaced

A, B, C = (Line(symbol=f"XNYS:{letter}") for letter in "ABC")
ONE, TWO = Line(heading="One"), Line(heading="Two")

lines = st.lists(
    st.one_of(
        st.sampled_from([ONE, TWO]),
        st.builds(
            Line,
            symbol=st.sampled_from([f"XNYS:{letter}" for letter in "ABCDEFGH"]),
            note=st.sampled_from(["", "x", "y"]),
            quantity=st.sampled_from([None, Decimal(1), Decimal(2)]),
        ),
    ),
    max_size=12,
    unique_by=lambda line: line.symbol or object(),
)


def test_new_ones_come_last_in_their_section() -> None:
    assert merged([A, ONE, B], [C]) == [A, C, ONE, B]
    assert merged([A, ONE, B, TWO], [ONE, C]) == [A, ONE, B, C, TWO]
    assert merged([A], [TWO, C]) == [A, TWO, C]
    assert merged([], [TWO, C, ONE]) == [TWO, C, ONE]
    assert merged([ONE, A], [ONE, B, ONE, C]) == [ONE, A, B, ONE, C]


def test_what_is_there_stays_and_is_filled_in() -> None:
    note = Line(symbol="XNYS:A", note="mine", quantity=Decimal(1))
    read = Line(symbol="XNYS:A", quantity=Decimal(2), cost=Decimal(3))
    filled = Line(symbol="XNYS:A", note="mine", quantity=Decimal(2), cost=Decimal(3))
    assert merged([note, ONE, B], [ONE, read]) == [filled, ONE, B]


def test_what_a_file_lacks_stays_when_it_replaces() -> None:
    kept = Line(symbol="XNYS:A", note="mine", quantity=Decimal(1))
    bare = Line(symbol="XNYS:A")
    assert replaced([kept, ONE, B], [C, bare], ["note", "quantity"]) == [C, kept]
    assert replaced([kept], [bare], ["note"]) == [Line(symbol="XNYS:A", note="mine")]
    assert replaced([kept], [bare], []) == [bare]


def test_sections_that_a_file_lacks_stay_when_it_replaces() -> None:
    kept = [A, ONE, B, TWO]
    assert replaced(kept, [B, C], ["heading"]) == [C, ONE, B, TWO]
    assert replaced([A, ONE, B, C, TWO], [C, B, A], ["heading"]) == [A, ONE, C, B, TWO]


@settings(derandomize=True)
@given(lines, lines, st.sets(st.sampled_from(["note", "quantity"])))
def test_replacing_twice_is_as_once(kept: list[Line], read: list[Line], lacks: set[str]) -> None:
    once = replaced(kept, read, lacks)
    assert replaced(once, read, lacks) == once
    symbols = [line for line in read if line.symbol]
    sectioned = replaced(kept, symbols, {*lacks, "heading"})
    assert replaced(sectioned, symbols, {*lacks, "heading"}) == sectioned
    assert [each for each in sectioned if each.heading] == [each for each in kept if each.heading]


@settings(derandomize=True)
@given(lines, lines)
def test_twice_is_as_once(kept: list[Line], read: list[Line]) -> None:
    once = merged(kept, read)
    assert merged(once, read) == once
    assert merged(read, read) == read


@settings(derandomize=True)
@given(lines, lines)
def test_all_of_both_is_there_in_the_order_of_each(kept: list[Line], read: list[Line]) -> None:
    after = [line.symbol or line.heading for line in merged(kept, read)]
    assert _without_new(after, kept) == [line.symbol or line.heading for line in kept]
    symbols = [name for name in after if name.startswith("XNYS:")]
    assert len(symbols) == len(set(symbols))
    assert set(symbols) == {line.symbol for line in (*kept, *read) if line.symbol}


def _without_new(after: list[str], kept: list[Line]) -> list[str]:
    """What of it was kept, as far as names tell."""
    wanted = iter([line.symbol or line.heading for line in kept])
    found, following = [], next(wanted, None)
    for name in after:
        if name == following:
            found.append(name)
            following = next(wanted, None)
    return found
