"""What a comparison says of its differences in words."""

import re
from dataclasses import replace

import numpy as np

from sim.report.differences import WIDTH, differences_text
from sim.statistics.compare import compare
from sim.statistics.curve_differences import curve_differences
from tests.runs.small_runs import order
from tests.statistics.test_simultaneous import BASE, TIGHT, store


def said(*runs):
    return differences_text(compare(runs), curve_differences(runs))


def test_it_counts_what_the_tables_hold():
    compared = compare([BASE, TIGHT])
    clear = [row.clear for row in compared.of(1)]
    text = re.sub(r"\s+", " ", said(BASE, TIGHT))
    assert f"tight less small, on the same draws, n = {BASE.n}" in text
    by_itself = clear.count("family") + clear.count("alone")
    assert f"Of {len(clear)} figures {by_itself} differ clearly each by itself" in text
    assert f"{clear.count('family')} of them in the family of all {len(clear)} (Holm 1979, 5 %)" in text
    assert f"{clear.count('same')} are the same in every replication, of {clear.count('')} nothing can be said" in text
    assert clear.count("family") > 0


def test_it_names_the_months_that_are_clear_together_and_the_direction():
    text = said(BASE, TIGHT)
    bands = curve_differences([BASE, TIGHT])[1].bands
    months = np.flatnonzero(bands.is_clear)
    assert len(months) == months[-1] - months[0] + 1, "one span, in this world"
    begin, end = (f"{BASE.months[month]:%b %Y}" for month in (months[0], months[-1]))
    assert f"AI headroom               lower {begin} to {end} ({len(months)} of {len(BASE.months)} months" in text
    assert "Live capacity             the same in every month and replication" in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_each_run_has_its_lines():
    heads = [line for line in said(BASE, TIGHT, BASE).splitlines() if " less " in line]
    assert len(heads) == 2
    assert heads[0].startswith("tight less")


def test_it_says_of_how_many_pairs_figures_are_and_months():
    compared = replace(compare([BASE, TIGHT]), pairs=2_000)
    (head, *_) = differences_text(compared, curve_differences([BASE, TIGHT])).splitlines()
    assert head == f"tight less small, on the same draws, n = 2,000 (in months the first {BASE.n})"


def test_of_one_replication_nothing_is_clear():
    one, other = store.simulated(order(1)), store.simulated(order(1, scenario=TIGHTER))
    text = said(one, other)
    assert "0 differ clearly" in text
    assert "none of" in text
    assert "lower" not in text


TIGHTER = {"name": "tight", "operator": {"name": "x", "reserve": 0.3}}
