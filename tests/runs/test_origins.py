"""What comes from outside is walked back to a key that the scenario has."""

from pathlib import Path

import pytest

from sim.cli.explaining import simulated
from sim.events import kinds
from sim.runs.origins import MONEY
from sim.scenario.load import load

ROOT = Path(__file__).parents[2]
FILES = [
    *sorted((ROOT / "docs/examples").glob("*.yaml")), ROOT / "scenarios/validation/small-world.yaml",
    ROOT / "scenarios/what-if/envelope-cut.yaml", ROOT / "scenarios/what-if/late-power.yaml",
]  # fmt: skip
FOLLOWING = (kinds.BASELINE_SERVED, kinds.REQUEST_RESERVED, kinds.REQUEST_LEFT_OPEN, kinds.HORIZON_REACHED,
             kinds.SPENDING_STARTED, kinds.TRANCHE_DEFERRED, kinds.REQUEST_SERVED)  # fmt: skip
"""Kinds that may follow from what stands beside them, without a cause of their own."""


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_every_row_without_a_cause_comes_from_a_key_of_the_scenario(file):
    case = simulated(load(file), 1)
    for position in range(len(case.log)):
        entry = case.book.entry(position)
        keys = case.teller.origins.of(entry)
        assert keys or entry.numbers["cause"] >= 0 or entry.event in FOLLOWING, case.teller.line(entry)
        if keys and entry.event != kinds.WAIVER_GRANTED:
            assert any(case.teller.where(key) for key in keys) or keys == ["review.rules"], keys


def origins(file, what, name):
    case = simulated(load(ROOT / "scenarios" / file), 0)
    entries = [case.book.entry(at) for at in getattr(case.book, f"of_{what}")(name)]
    return {entry.words["event"]: case.teller.origins.of(entry) for entry in entries}


def test_a_letter_of_intent_comes_from_its_portfolio_and_the_steps_of_its_pipeline():
    found = origins("validation/small-world.yaml", "lease", "letters-0000")
    assert found["TrancheDeclared"] == ["portfolios[letters]"]
    assert found.get("LoiConverted", ["pipelines[leasing].loi"]) == ["pipelines[leasing].loi"]
    assert found.get("LeaseLapsed", ["pipelines[leasing].loi_converts"])[0].startswith("pipelines[leasing].")


def test_a_live_service_ends_by_its_own_date():
    assert origins("validation/worked-example.yaml", "lease", "ash")["TrancheEnded"] == ["sites[ash]"]


def test_what_a_request_is_answered_comes_from_the_policy_and_the_terms_then_in_force():
    found = origins("validation/worked-example.yaml", "request", "pilot-0000")
    assert found["OfferDeclined"] == ["agreement.responses[no-pilot]", "agreement.regimes[answered]"]
    assert found["RequestReserved"] == ["providers[hill]"]
    assert found["RequestEnded"] == ["demand.classes[pilot].duration"]
    lapsed = origins("validation/worked-example.yaml", "request", "research-0000")
    assert lapsed["OfferLapsed"] == ["agreement.regimes[silent]"]


def test_what_is_built_has_its_own_price():
    found = {name: [] for name in ("owned", "shell", "retrofit")}
    for file, name in (("docs/examples/capex.yaml", "owned"), ("docs/examples/timeline.yaml", "retrofit"),
                       ("docs/examples/sites.yaml", "shell")):  # fmt: skip
        case = simulated(load(ROOT / file), 0)
        rows = [case.book.entry(at) for at in range(len(case.log))]
        leased = {each.id for each in (*case.loaded.scenario.sites, *case.loaded.scenario.portfolios)
                  if each.tenure == "leased"}  # fmt: skip
        facility = [row for row in rows if row.about.endswith("/facility") and row.event in MONEY[:2]]
        for row in facility:
            site = row.about.removesuffix("/facility")
            if (site in leased or site[:-5] in leased) == (name != "owned"):
                found[name] += case.teller.origins.of(row)[-1:]
    assert {name: set(keys) for name, keys in found.items()} == {
        "owned": {"costs.facility"}, "shell": {"costs.shell_fit"}, "retrofit": {"costs.retrofit"}}  # fmt: skip


def test_opening_requests_and_capex_outside_come_from_where_they_are_declared():
    case = simulated(load(ROOT / "scenarios/baseline.yaml"), 0)
    opened = case.book.of_request("partner-opening-west")
    assert {key for at in opened for key in case.teller.origins.of(case.book.entry(at))} >= {
        "demand.in_service[partner-opening-west]"}  # fmt: skip
    entries = (case.book.entry(at) for at in range(len(case.log)))
    other = next(e for e in entries if e.words["event"] == "CapexAccrued" and e.about == "other")
    assert case.teller.origins.of(other) == ["capex.other"]
