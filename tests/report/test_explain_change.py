"""What one item changed: worked out by hand for the worked example, and by pairs of the small world."""

import re
from functools import cache
from pathlib import Path

import pytest

from sim.cli.explaining import Case, simulated
from sim.cli.explaining_change import change_of, results_of
from sim.cli.simulating import How
from sim.report.explain_change import Both, change_text, paired_text
from sim.runs.courses import own_rows
from sim.scenario.load import load
from sim.scenario.without import without

ROOT = Path(__file__).parents[2]
HOW = How(ROOT / "results", "simpy", 1)


@cache
def pair(name, key, replication=0) -> tuple[Case, Case]:
    loaded = load(ROOT / "scenarios" / name)
    return simulated(loaded, replication), simulated(without(loaded, key), replication)


def told(name, key, most=10):
    given, dropped = pair(name, key)
    return change_text(Both(given.teller, dropped.teller), most)


def test_the_order_that_waits_to_the_end_leaves_cedar_dead():
    # Without exactly-enough, the 2.1e9 dollars of FY2025 are 186,647,955 too few for Cedar's servers on any day of it:
    # never ordered, Cedar is never live. From 1 June Birch's 40 MW host 30 of inference and 10 of 20 of baseline.
    lines = told("validation/worked-example.yaml", "exactly-enough")
    at = lines.index("  without it:")
    assert [line.strip()[:14] for line in lines[1:at] if line.startswith("    #")] == [
        "#32 2024-11-15", "#33 2024-11-15", "#34 2024-11-15"]  # fmt: skip
    text = "\n".join(lines)
    assert "training-0000: declined by the operator, for lack of money: 50 MW" in text
    assert re.search(r"2025-06-01 services/north/ai: baseline served changed by −10.0 MW to 10 MW", text)
    tranches = lines.index("Tranches of which something else becomes: 1, those that stand elsewhere for most MW-months "
                           "first")  # fmt: skip
    assert lines[tranches + 1 : tranches + 4] == [  # 102 days from 21 March to 1 July, of 30.4375 a month
        f"  cedar/0: 30 MW, {30 * 102 / 30.4375:.0f} MW-months",
        "      with it:    #59 2025-03-21 live: 30 MW",
        "      without it: nothing more",
    ]
    assert lines[-1] == "Requests of which something else becomes: none"


def test_figures_of_the_replication_are_those_of_the_sums():
    given, _ = pair("validation/worked-example.yaml", "exactly-enough")
    lines = change_of(given, "exactly-enough", 10, 1, HOW)
    figures = {line.split()[0]: " ".join(line.split()[1:]) for line in lines if line.startswith("  ")}
    assert figures["live_mw"] == "70.0 with it, 40.0 without it: +30.0 MW"
    assert figures["headroom_mw[grade=ai]"] == "43.0 with it, 16.0 without it: +27.0 MW"  # 63 - 20, 36 - 20
    assert figures["call_capex_usd"] == "2.287 with it, 1.627 without it: +0.660 $bn"
    assert "unserved_mw" in lines[-1]
    assert "n =" not in "\n".join(lines)


def test_rows_that_the_other_log_has_not_are_found_wherever_they_stand():
    given, dropped = pair("validation/small-world.yaml", "sites[hall-south]")
    for one, other in ((given, dropped), (dropped, given)):
        found = own_rows(one.book, other.book, 0, 10**6)
        assert 0 < len(found) < len(one.log)
        assert own_rows(one.book, other.book, 0, 3) == found[:3]
        assert own_rows(one.book, one.book, 0, 3) == []


def test_each_side_tells_its_steps_after_those_that_both_have():
    lines = told("validation/small-world.yaml", "sites[hall-south]", most=3)
    assert "  hall-south/0: 70 MW, 3,360 MW-months" in lines  # all 48 months of 30.4375 days: 1,461 days
    assert "      without it: it is not there" in lines
    assert sum(line.startswith(("  training-", "  inference-")) for line in lines) == 3
    assert re.fullmatch(r"  and \d+ more", lines[-1])


def test_pairs_give_a_mean_with_its_half_width_and_say_what_never_varies():
    given, _ = pair("validation/small-world.yaml", "sites[hall-south]")
    lines = change_of(given, "sites[hall-south]", 1, 6, HOW)
    at = next(place for place, line in enumerate(lines) if line.startswith("With it less without it"))
    assert "n = 6; in brackets where the interval holds zero" in lines[at]
    assert lines[at + 1].split(maxsplit=1) == ["live_mw", "+70.0 (no variation) MW"]
    unserved = next(line for line in lines[at:] if line.startswith("  unserved_mw"))
    assert re.fullmatch(r"  unserved_mw +\(?−\d+(\.\d)? ± \d\d(\.\d)?\)? MW", unserved)


def test_equal_runs_have_no_difference():
    given, _ = pair("validation/worked-example.yaml", "exactly-enough")
    run = results_of(given)
    lines = paired_text([run], [run])
    assert len(lines) == 3
    assert lines[-1].startswith("  the same with it and without it: live_mw, ")


@pytest.mark.parametrize("replication", [0, 7])
def test_an_action_of_a_day_leaves_all_before_it(replication):
    given, dropped = pair("analyst-reading.yaml", "cancelled-february", replication)
    found = own_rows(given.book, dropped.book, 0, 1)
    entry = given.book.entry(found[0])
    assert (entry.about, entry.words["event"]) == ("cancelled-february", "ActionTaken")
    assert (given.log["instant"][: found[0]] <= entry.numbers["instant"]).all()
    later = dropped.log["instant"] < entry.numbers["instant"]
    assert later.sum() == (given.log["instant"] < entry.numbers["instant"]).sum()
