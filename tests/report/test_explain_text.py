"""The stories of the worked example say what docs/worked-example.md derives by hand."""

import re
from functools import cache
from pathlib import Path

import pytest

from sim.cli.explaining import simulated
from sim.metrics import Plan, catalogue
from sim.report.explain_figure import Asked, FigureTeller
from sim.report.explain_text import listing
from sim.scenario.load import load
from tests.world.test_worked_example import table_with

ROOT = Path(__file__).parents[2]
FILE = ROOT / "scenarios/validation/worked-example.yaml"


@cache
def case():
    return simulated(load(FILE), 0)


def story(what, name):
    return case().teller.story(getattr(case().book, f"of_{what}")(name), name)


def heads(lines):
    return [line.strip() for line in lines if line.startswith("  #")]


def below(lines, number):
    """The lines of causes and places below the row of a number."""
    at = next(place for place, line in enumerate(lines) if line.startswith(f"  #{number} "))
    rest = lines[at + 1 :]
    return [line.strip() for line in rest[: next((i for i, s in enumerate(rest) if s.startswith("  #")), len(rest))]]


def rows_about(*entities):
    return [row for row in table_with("cause") if row["entity"] in entities]


@pytest.mark.parametrize(("what", "name", "entities"), [
    *(("request", f"{name}-0000", (name,)) for name in ("inference", "pilot", "training", "research")),
    *(("lease", site, (site,)) for site in ("ash", "birch")),
    ("site", "birch", ("birch", "birch land", "birch facility", "birch servers")),
    ("site", "cedar", ("cedar", "cedar servers")),
])  # fmt: skip
def test_a_story_has_the_rows_of_the_page_with_their_days_and_causes(what, name, entities):
    lines = story(what, name)
    rows = rows_about(*entities)
    found = [re.match(r"#(\d+) (\S+)", line).groups() for line in heads(lines)]
    assert found == [(row["#"], row["instant"][:10]) for row in rows]
    told = {row["#"] for row in rows}
    for row in rows:
        causes = [line for line in below(lines, row["#"]) if not line.startswith("by ")]
        if row["cause"] in told:
            assert causes == [f"follows #{row['cause']} above"]
        elif row["cause"]:
            assert causes[0].startswith(f"because of #{row['cause']} ")
        else:
            assert causes == []


def test_a_story_says_why_in_the_words_and_amounts_of_the_page():
    told = "\n".join(heads(story("request", "training-0000")))
    assert "declined by the operator, for lack of power: 50 MW; headroom seen 31 MW" in told
    assert "served by nobody: 50 MW, its latest start passed" in told
    cedar = "\n".join(heads(story("site", "cedar")))
    assert "ready for service: 30 MW, 25 days late, for lack of power" in cedar
    assert "the order of its servers went ahead after 29 days of waiting" in cedar
    assert "the order of its servers waits, for lack of money" in cedar


def line_of(text):
    """The number of the one line of the file that holds a text."""
    [found] = [number for number, line in enumerate(FILE.read_text().splitlines(), start=1) if text in line]
    return found


@pytest.mark.parametrize(("what", "name", "number", "key", "text"), [
    ("lease", "cedar", 54, "pipelines[leased].power_slip: 25 days", "power_slip: 25 days"),
    ("lease", "cedar", 7, "sites[cedar]", "- id: cedar"),
    ("lease", "cedar", 8, "lease_terms[ten-years]", "- {id: ten-years"),
    ("request", "pilot-0000", 28, "agreement.responses[no-pilot]", "- {id: no-pilot"),
    ("request", "pilot-0000", 29, "providers[hill]", "- {id: hill"),
    ("request", "research-0000", 64, "agreement.regimes[silent]", "- id: silent"),
    ("request", "training-0000", 45, "agreement.regimes[answered]", "- id: answered"),
    ("site", "cedar", 33, "timeline[exactly-enough]", "id: exactly-enough"),
])  # fmt: skip
def test_an_event_is_walked_back_to_the_line_that_decided_it(what, name, number, key, text):
    assert f"by {key} ({FILE.as_posix()}:{line_of(text)})" in below(story(what, name), number)


def test_a_place_is_named_once_in_a_story():
    places = [line.strip() for line in story("site", "birch") if line.strip().startswith("by ")]
    assert len(places) == len(set(places)) > 3


def test_the_list_names_what_can_be_asked_for():
    names = [line.split()[0] for line in listing(case().book) if line.startswith("  ")]
    assert names == ["inference-0000", "pilot-0000", "research-0000", "training-0000", "ash/0", "birch/0", "cedar/0",
                     "ash", "birch", "cedar"]  # fmt: skip


# --- figures

def figure(metric, month, chosen=(), most_rows=10):
    teller = FigureTeller(case().teller, Plan.of(case().model.layout))
    return teller, teller.story(Asked(metric, dict(chosen), month, most_rows))


def test_headroom_is_explained_down_to_the_rows_of_the_page():
    _, lines = figure("headroom_mw", 8, {"grade": "ai"})  # March 2025: 120 - 12 - 50, after 90 - 9 - 50
    assert lines[0] == "headroom_mw[grade=ai] (Headroom) at the end of 2025-03: 58 MW; a month before: 31 MW"
    told = "\n".join(lines)
    assert "live_mw[grade=ai] (Live) at the end of 2025-03: 120 MW; a month before: 90 MW" in told
    assert "+30 MW  #59 2025-03-21 cedar/0: live: 30 MW" in told
    assert "request_demand_mw[grade=ai] (Requests served or due at the operator) at the end of 2025-03: 30 MW" in told
    assert "no row moved it in 2025-03; the last that did, in 2024-09:" in told


def test_a_flow_of_requests_counts_in_the_month_of_the_request():
    _, lines = figure("unserved_mw", 6)
    assert lines[0] == "unserved_mw (Served by nobody) in 2025-01: 50 MW"
    assert lines[1].startswith("  +50 MW  #56 2025-02-28 training-0000: served by nobody")
    assert figure("unserved_mw", 7)[1] == ["unserved_mw (Served by nobody) in 2025-02: 0 MW", "  no row counts in it"]


def test_dollars_are_those_of_the_page():
    _, lines = figure("call_capex_usd", 7)  # February 2025
    told = "\n".join(lines)
    assert "accrued_usd (Accrued) in 2025-02: $330M" in told
    assert "finance_leases_commenced_usd (Finance leases commencing) in 2025-02: $371M" in told
    assert "#57 2025-03-01 cedar/servers: $330M accrued" in told


def test_the_rest_of_many_rows_is_told_as_a_sum():
    _, lines = figure("accrued_usd", 5, most_rows=1)  # December 2024: 410,666,667 + 8,178,700
    assert lines[0].endswith("in 2024-12: $419M")
    assert lines[1].strip().startswith("+$411M  #41")
    assert lines[-1].strip() == "+$8.18M in all by 1 more row"


def test_a_part_that_comes_twice_is_told_once():
    teller, lines = figure("long_lived_share", 7)
    assert lines[0].endswith("in 2025-02: 0.529")  # 370,947,955 of 700,947,955
    assert teller.value(catalogue()["long_lived_share"], {}, 7) == pytest.approx(370_947_955 / 700_947_955)
    assert [line for line in lines if line.endswith("; made up as above")] == [
        "  call_capex_usd (Call capex: accrual + finance leases commencing) in 2025-02: $701M; made up as above"]


def test_a_share_of_nothing_has_no_meaning():
    assert figure("long_lived_share", 11)[1][0].endswith("in 2025-06: without meaning")
