"""One screen holds every question: so many lines, aligned columns, plain where it is piped."""

import io
import re
from itertools import pairwise
from pathlib import Path

import pytest
from rich.console import Console

from sim.report.capacity_rows import NO_YEAR
from sim.report.full_table import full_text
from sim.report.screen import LINES, print_screen, screen_text
from tests.plots.synthetic import SyntheticResults, three_scenarios

TABLE = Path("results/comparisons/baseline-and-6-0123456789/table.txt")
ITEMS = {
    1: ("Live GW, FY24", *(f"FY{year}" for year in range(25, 31))),
    2: ("Headroom GW, AI FY26", "AI FY28", "general FY26", "general FY28", "AI months short", "general months short"),
    3: ("GW, LOI lapsed", "SOQ lapsed", "cancelled", "deferred", "retaken by rivals", "P(>1 GW in window) %",
        "P(>2 GW in window) %"),
    4: ("Partner GW, asked", "by the operator", "declined, unable", "declined, unwilling", "offer lapsed",
        "by providers", "served by nobody", "median months late"),
    5: ("Call capex $bn, FY25", "FY26", "FY28", "long-lived %, FY26", "long-lived %, FY28", "P(≥ plan) %, FY25",
        "P(≥ plan) %, FY28"),
    6: ("To commence $bn FY25", "FY26", "FY28", "GW, FY25", "GW, FY26", "GW, FY28"),
    7: ("Release $bn, fees", "money freed", "set to work", "leases to come back"),
    8: ("Used by mid-2028 %",),
    9: ("Told apart by",),
}  # fmt: skip


def scenarios(count, n=40):
    names = ["analyst-reading", "operator-reading", "ordinary-churn", "own-for-leased", "exclusive", "stargate"]
    rest = [SyntheticResults(name, 0.4 * (i + 1), n=n) for i, name in enumerate(names)]
    return [SyntheticResults("baseline", n=n), *rest][:count]


def labels_of(text):
    """By section, what stands left of the first scenario's column."""
    lines = text.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("(1) "))
    found, width = {}, lines[first].index("5.99")
    for line in lines[first:]:
        label = line[:width].strip()
        opened = re.match(r"\((\d)\) ", line)
        if opened and len(line) > width and line[width - 2 : width] == "  ":
            found[int(opened[1])] = [label[4:]]
        elif line.startswith("    ") and label:
            found[max(found)].append(label)
    return {number: tuple(labels) for number, labels in found.items()}


@pytest.mark.parametrize(("count", "width"), [(7, 160), (2, 100), (2, 160), (3, 120), (1, 100)])
def test_all_scenarios_and_every_item_stand_on_one_screen(count, width):
    text = screen_text(scenarios(count), width, TABLE)
    lines = text.splitlines()
    assert len(lines) <= LINES == 62
    assert max(len(line) for line in lines) <= width
    assert "\x1b" not in text
    assert lines[-1] == f"All rows, all years: {TABLE}"
    assert labels_of(text) == {number: items for number, items in ITEMS.items() if number < 9 or count > 1}
    assert all(run.hash10 in text for run in scenarios(count))


@pytest.mark.parametrize(("count", "width"), [(12, 160), (7, 100)])
def test_more_scenarios_than_fit_follow_beneath_with_the_first_again(count, width):
    runs = scenarios(7) + [SyntheticResults(f"more-{i}", 0.3, n=40) for i in range(count - 7)]
    lines = screen_text(runs, width).splitlines()
    assert max(len(line) for line in lines) <= width
    heads = [line for line in lines if runs[0].hash10 in line]
    starts = [i for i, line in enumerate(lines) if runs[0].hash10 in line] + [len(lines)]
    assert max(b - a for a, b in pairwise(starts)) <= LINES  # one screen after the other
    assert len(heads) > 1
    assert sorted(" ".join(heads).split()) == sorted([run.hash10 for run in runs[1:]] + [runs[0].hash10] * len(heads))


def test_every_column_ends_flush_right():
    lines = screen_text(scenarios(7)).splitlines()
    hashes = next(line for line in lines if scenarios(1)[0].hash10 in line)
    ends = {found.end() for found in re.finditer(r"\S+", hashes)}
    differing = [line for line in lines if line.count("±") > 7]
    assert len(differing) > 15
    for line in differing:
        assert all(line[end - 1] != " " and line[end : end + 2].strip() == "" for end in ends)
        assert len(line) == max(ends)


def test_a_difference_stands_beside_its_value_where_there_is_room_and_beneath_where_not():
    for count, beside in ((2, True), (7, False)):
        lines = screen_text(scenarios(count), 160 if count == 7 else 100).splitlines()
        at = next(i for i, line in enumerate(lines) if line.startswith("    FY28"))
        assert ("±" in lines[at]) is beside
        assert lines[at + 1].lstrip().startswith("−") is not beside


def test_sections_stand_apart_where_there_is_room():
    assert "" not in screen_text(scenarios(7), 160).splitlines()
    roomy = screen_text(scenarios(1), 160).splitlines()
    assert len(roomy) <= LINES
    assert [roomy[i + 1][:3] for i, line in enumerate(roomy) if not line] == [f"({k})" for k in range(1, 9)]


def test_a_pipe_gets_no_colour_and_a_terminal_does():
    runs = three_scenarios(n=5)
    piped, terminal = io.StringIO(), io.StringIO()
    print_screen(runs, Console(file=piped, width=80), TABLE)
    print_screen(runs, Console(file=terminal, width=160, force_terminal=True, color_system="standard"), TABLE)
    assert piped.getvalue() == screen_text(runs, 160, TABLE)
    plain = re.sub(r"\x1b\[[\d;]*m", "", terminal.getvalue())
    assert [line.rstrip() for line in plain.splitlines()] == piped.getvalue().splitlines()


def test_only_what_is_not_settled_is_bracketed_and_dimmed():
    first, run = (SyntheticResults(name, n=4, regions=1) for name in ("first", "run"))
    for metric in ("unserved_mw", "offers_lapsed_mw"):
        first.put(metric, 1.0)  # over 84 months and two grades 0.168 GW
    # Differences of (1, 1, 1, 2) times that: 0.21 GW, and 3.182 / 2 standard deviations of 0.084 GW are 0.13.
    run.put("unserved_mw", [[2.0], [2.0], [2.0], [3.0]])
    # Of (-1, 1, -1, 1) times that: none, and 3.182 / 2 standard deviations of 0.194 GW are 0.31.
    run.put("offers_lapsed_mw", [[0.0], [2.0], [0.0], [2.0]])
    shown = io.StringIO()
    print_screen([first, run], Console(file=shown, width=100, force_terminal=True, color_system="standard"))
    settled, open_, same = (
        next(line for line in shown.getvalue().splitlines() if label in line)
        for label in ("served by nobody", "offer lapsed", "declined, unable")
    )
    assert "\x1b[36m+.2±.1\x1b[0m" in settled
    assert "\x1b[2m(.0±.3)\x1b[0m" in open_
    assert "\x1b[36m" not in open_ + same
    assert ".17 no variation" in settled


def test_a_stream_without_unicode_gets_ascii_in_the_same_columns():
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    runs = scenarios(7)
    print_screen(runs, Console(file=stream), TABLE)
    stream.flush()
    lines = raw.getvalue().decode("ascii").splitlines()
    assert max(map(len, lines)) <= 160
    assert "P(>= plan) %, FY25" in raw.getvalue().decode()
    end = next(len(line) for line in lines if runs[-1].hash10 in line)
    assert {len(line) for line in lines if line.count("+-") > 7} == {end}


def test_one_replication_says_so_and_claims_no_interval():
    text = screen_text(three_scenarios(n=1))
    assert "n = 1 replication," in text
    means = [line for line in text.splitlines()[1:-3] if not line.strip().startswith("P(")]
    assert not any("±" in line for line in means)  # a probability has Wilson's interval even then


def test_names_with_markup_stay_words():
    runs = [SyntheticResults("[bold]first[/bold]", n=3), SyntheticResults("run", 1.0, n=3)]
    assert "difference from [bold]first[/bold]" in screen_text(runs).splitlines()[0]


@pytest.mark.parametrize("months", [2, 6, 11])
def test_a_horizon_without_a_whole_year_shows_what_there_is_and_says_so(months):
    runs = [run.first_months(months) for run in scenarios(2)]
    text, complete = screen_text(runs), full_text(runs)
    assert " ".join(text.split()).count(NO_YEAR) == 1
    assert " ".join(complete.split()).count(NO_YEAR) == 1
    assert "(4) Partner GW, asked" in text
    assert not re.search(r"FY\d\d (?!Q)", text)
    assert NO_YEAR not in screen_text(scenarios(2))
