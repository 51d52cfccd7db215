"""Merging: nothing kept is lost or moved, everything new is there, and twice is as once."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.watchlists.listline import ListLine
from dashboard.watchlists.merge import merge_lines, replace_lines

A, B, C = (ListLine(symbol=f"XNYS:{letter}") for letter in "ABC")
ONE, TWO = ListLine(heading="One"), ListLine(heading="Two")

lines = st.lists(
    st.one_of(
        st.sampled_from([ONE, TWO]),
        st.builds(
            ListLine,
            symbol=st.sampled_from([f"XNYS:{letter}" for letter in "ABCDEFGH"]),
            note=st.sampled_from(["", "x", "y"]),
            quantity=st.sampled_from([None, Decimal(1), Decimal(2)]),
        ),
    ),
    max_size=12,
    unique_by=lambda line: line.symbol or object(),
)


def test_new_ones_come_last_in_their_section() -> None:
    assert merge_lines([A, ONE, B], [C]) == [A, C, ONE, B]
    assert merge_lines([A, ONE, B, TWO], [ONE, C]) == [A, ONE, B, C, TWO]
    assert merge_lines([A], [TWO, C]) == [A, TWO, C]
    assert merge_lines([], [TWO, C, ONE]) == [TWO, C, ONE]
    assert merge_lines([ONE, A], [ONE, B, ONE, C]) == [ONE, A, B, ONE, C]


def test_what_is_there_stays_and_is_filled_in() -> None:
    note = ListLine(symbol="XNYS:A", note="mine", quantity=Decimal(1))
    read = ListLine(symbol="XNYS:A", quantity=Decimal(2), cost=Decimal(3))
    filled = ListLine(symbol="XNYS:A", note="mine", quantity=Decimal(2), cost=Decimal(3))
    assert merge_lines([note, ONE, B], [ONE, read]) == [filled, ONE, B]


def test_what_a_file_lacks_stays_when_it_replaces() -> None:
    kept = ListLine(symbol="XNYS:A", note="mine", quantity=Decimal(1))
    bare = ListLine(symbol="XNYS:A")
    assert replace_lines([kept, ONE, B], [C, bare], ["note", "quantity"]) == [C, kept]
    assert replace_lines([kept], [bare], ["note"]) == [ListLine(symbol="XNYS:A", note="mine")]
    assert replace_lines([kept], [bare], []) == [bare]


def test_sections_that_a_file_lacks_stay_when_it_replaces() -> None:
    kept = [A, ONE, B, TWO]
    assert replace_lines(kept, [B, C], ["heading"]) == [C, ONE, B, TWO]
    assert replace_lines([A, ONE, B, C, TWO], [C, B, A], ["heading"]) == [A, ONE, C, B, TWO]


@settings(derandomize=True)
@given(lines, lines, st.sets(st.sampled_from(["note", "quantity"])))
def test_replacing_twice_is_as_once(
    kept: list[ListLine], read: list[ListLine], lacks: set[str]
) -> None:
    once = replace_lines(kept, read, lacks)
    assert replace_lines(once, read, lacks) == once
    symbols = [line for line in read if line.symbol]
    sectioned = replace_lines(kept, symbols, {*lacks, "heading"})
    assert replace_lines(sectioned, symbols, {*lacks, "heading"}) == sectioned
    assert [each for each in sectioned if each.heading] == [each for each in kept if each.heading]


@settings(derandomize=True)
@given(lines, lines)
def test_twice_is_as_once(kept: list[ListLine], read: list[ListLine]) -> None:
    once = merge_lines(kept, read)
    assert merge_lines(once, read) == once
    assert merge_lines(read, read) == read


@settings(derandomize=True)
@given(lines, lines)
def test_all_of_both_is_there_in_the_order_of_each(
    kept: list[ListLine], read: list[ListLine]
) -> None:
    after = [line.symbol or line.heading for line in merge_lines(kept, read)]
    assert _without_new(after, kept) == [line.symbol or line.heading for line in kept]
    symbols = [name for name in after if name.startswith("XNYS:")]
    assert len(symbols) == len(set(symbols))
    assert set(symbols) == {line.symbol for line in (*kept, *read) if line.symbol}


def _without_new(after: list[str], kept: list[ListLine]) -> list[str]:
    """What of it was kept, as far as names tell."""
    wanted = iter([line.symbol or line.heading for line in kept])
    found, following = [], next(wanted, None)
    for name in after:
        if name == following:
            found.append(name)
            following = next(wanted, None)
    return found
