"""The pages of metrics and events are what the program declares, and leave none out."""

import re
from pathlib import Path

import pytest

from sim.events import kinds
from sim.metrics.declared import Posting, Ratio, Scalar, Series, When
from sim.metrics.registry import declared
from sim.report import listed_events, listed_metrics
from sim.world.calendar import KINDS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("name", "listed"), [("metrics", listed_metrics), ("events", listed_events)])
def test_the_committed_page_is_what_the_program_says(name, listed):
    assert (DOCS / f"{name}.md").read_text(encoding="utf-8") == listed.page(), "run `make docs`"


def test_every_kind_of_event_is_listed_once_with_its_meaning():
    text = listed_events.page()
    lines = [line for line in text[text.index("## Tranches") :].splitlines() if re.match(r"\| \d", line)]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    assert {int(row[0]): row[1].strip("`") for row in rows} == kinds.names()
    assert len(rows) == len(kinds.names())
    assert [row[1] for row in rows if not row[2]] == []


def test_what_happens_at_one_instant_stands_in_its_order():
    text = listed_events.page()
    rows = re.findall(r"^\| (\d+) \| (.+) \| `(\w+)` \| `([\w.]+)` \|$", text[: text.index("## Tranches")], re.M)
    assert [(int(rank), handler) for rank, _, _, handler in rows] == [(kind.rank, kind.handler) for kind in KINDS]
    assert all(len(said) > 10 for _, said, _, _ in rows)


def test_what_a_row_holds_is_told_as_the_list_of_kinds_says_it():
    listed = {kind.name: kind for kind in listed_events.listed()}
    assert listed["TRANCHE_READY"].columns == "-> ready; value = seconds late against the plan, reason = what bound it"
    assert listed["TRANCHE_DECLARED"].columns.startswith("a tranche enters the tables")
    assert listed["TRANCHE_CHOSEN"].columns.endswith("-1 where there was none; item = the stage it is in")
    assert listed["OFFER_MADE"].group.startswith("agreement: entity = request")


def test_every_metric_is_listed_once_with_unit_and_formula():
    rows = [line.strip("|").split(" | ") for line in listed_metrics.page().splitlines() if line.startswith("| `")]
    found = {cells[0].strip(" `"): cells for cells in rows}
    assert sorted(found) == sorted(metric.name for metric in declared())
    assert len(rows) == len(found)
    for metric in declared():
        assert found[metric.name][1].strip() == metric.unit
        assert len(found[metric.name][5].strip(" |")) > 3, metric.name


def test_a_formula_says_sign_column_events_and_conditions():
    said = listed_metrics._formula(Series("x_usd", "$", "flow", "X", (), (
        Posting(kinds.CAPEX_ACCRUED, "dollars", -1, When.BOOKED, item=(0, 1), operator=None),
        Posting(kinds.LEASE_LAPSED), Posting(kinds.LEASE_CANCELLED)), once=True))  # fmt: skip
    assert said == ("− dollars of `CapexAccrued` (in the month booked; item land or facility); + kW of `LeaseLapsed`, "
                    "`LeaseCancelled` (at the operator); each request once")  # fmt: skip
    assert listed_metrics._formula(Ratio("share", "Share", "a_usd", "b_usd")) == "`a_usd` / `b_usd`"


def test_a_number_without_words_of_its_own_takes_those_of_what_makes_it():
    [short] = [metric for metric in declared() if metric.name == "months_short_ai"]
    assert isinstance(short, Scalar)
    assert listed_metrics._formula(short).startswith("Months after the warm-up that end with less than no headroom")
