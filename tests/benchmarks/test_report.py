from __future__ import annotations

from benchmarks.figures import FIGURES
from benchmarks.report import figure_table
from benchmarks.results import Results


def test_a_figure_has_its_median_and_spread_and_says_whether_it_is_reached() -> None:
    results = Results()
    for value in (740, 900, 760):
        results.add("board daphne", value)
    results.add("raw daphne", 1.31)
    results.note("raw daphne", "a word about it")
    lines = [
        " ".join(line.split()) for line in figure_table(results, ["board", "cpu"]).splitlines()
    ]
    assert "viewers held, one board, Daphne ≥ 750 760 (740…900) yes" in lines
    assert "viewers held, one board, uvicorn ≥ 2,500 not measured" in lines
    place = lines.index("CPU per message ÷ raw limit, Daphne ≤ 1.3 1.31 (1.31…1.31) NO")
    assert lines[place + 1] == "a word about it"


def test_every_figure_has_a_key_of_its_own() -> None:
    assert len({figure.key for figure in FIGURES}) == len(FIGURES)
