"""The regret ledger, from rows and curves written by hand."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from sim.events import codes, kinds, stages
from sim.statistics import regret as regret_of
from sim.statistics.regret import NEVER, Premiums, Released, _as_kept, _let_go, _rents, _used
from tests.metrics.small_world import scenario
from tests.plots.synthetic import SyntheticResults

DAY = 86_400


def named(event, instant, tranche="hall/0", kw=10_000, **columns):
    """A stored row: numbers and words."""
    usual = {"reason": codes.ACTION, "item": stages.SIGNED, "basis": 0, "dollars": 0, "value": 0,
             "other_name": tranche.split("/")[0], "region_name": "us-east", "grade_name": "ai"}  # fmt: skip
    return usual | {"event": event, "instant": instant, "entity_name": tranche, "kw": kw} | columns


def let_go(*rows):
    return list(_let_go(0, rows))


def test_what_lapses_by_itself_is_no_decision():
    assert let_go(named(kinds.LEASE_LAPSED, 5, reason=codes.ATTRITION)) == []


def test_a_cancelled_lease_stands_with_its_day_and_who_took_it():
    (entry,) = let_go(named(kinds.LEASE_CANCELLED, 5), named(kinds.RELEASE_TAKEN, 9, other_name="rival"))
    assert (entry.tranche, entry.kw, entry.stage, entry.released) == ("hall/0", 10_000, "signed", 5)
    assert (entry.taken, entry.taken_by, entry.back) == (9, "rival", NEVER)


def test_a_part_cut_after_the_release_has_its_share_and_each_goes_its_way():
    rows = (named(kinds.LEASE_CANCELLED, 5), named(kinds.TRANCHE_SPLIT, 7, "hall/1", 4_000, basis=0),
            named(kinds.RELEASE_RECONTRACTED, 7, "hall/0"))  # fmt: skip
    entries = {entry.tranche: entry for entry in let_go(*rows)}
    assert {name: entry.kw for name, entry in entries.items()} == {"hall/0": 6_000, "hall/1": 4_000}
    assert (entries["hall/0"].back, entries["hall/1"].back) == (7, NEVER)


def test_what_is_let_go_twice_counts_twice():
    again = (named(kinds.LEASE_CANCELLED, 5), named(kinds.RELEASE_RECONTRACTED, 7), named(kinds.LEASE_CANCELLED, 9))
    assert [(e.released, e.back) for e in let_go(*again)] == [(5, 7), (9, NEVER)]


def entry(name="hall/0", kw=10_000, live=NEVER, **fields):
    return Released(0, name, "us-east", "ai", "signed", kw, 5 * DAY, live=live, **fields)


def test_a_lease_of_the_same_name_gives_the_payments_by_its_share_of_the_mw():
    held = entry("hall/1", kw=4_000)
    _as_kept([held], [named(kinds.RENT_STEPPED, 0, value=1_100_000), named(kinds.LEASE_COMMITTED, 3, dollars=900),
                      named(kinds.TRANCHE_LIVE, 50)])  # fmt: skip
    assert (held.payments, held.live, held.rent) == (360, 50, pytest.approx(1.1))


def test_coming_back_is_dearer_by_the_rent_of_the_day_and_the_premium():
    held = entry(payments=1_000, rent=1.0, premium=0.10, rents=[(0, 1.0), (100, 1.2)])
    assert held.dearer_at(99) == pytest.approx(100)
    assert held.dearer_at(100) == pytest.approx(1_000 * (1.2 * 1.1 - 1))
    assert held.return_usd == 0
    held.used = 150
    assert held.return_usd == pytest.approx(320)


@pytest.mark.parametrize(("stage", "taken", "gone"), [
    ("loi", NEVER, True), ("signed", NEVER, False), ("signed", 90, True), ("signed", 200, False),
])  # fmt: skip
def test_it_was_gone_where_a_rival_had_it_or_it_never_was_a_lease(stage, taken, gone):
    held = Released(0, "hall/0", "us-east", "ai", stage, 1, 5, taken=taken, used=100)
    assert held.was_gone is gone
    held.used = NEVER
    assert not held.was_gone


def kept_with_idle(*megawatts):
    """A run with so much idle AI capacity in us-east by month; the last figure goes on."""
    run = SyntheticResults("kept", n=1)
    by_month = [*megawatts, *[megawatts[-1]] * (len(run.months) - len(megawatts))]
    values = np.zeros((len(run.regions), 2, 1, len(run.months)))
    values[[r[0] for r in run.regions].index("us-east"), 1, 0] = by_month
    run.put("idle_mw", values)
    return run


def start_of(run, month):
    return (run.months[month] - run.months[0]).days * DAY


def test_what_idle_capacity_covers_is_not_used_and_the_latest_is_idle_first():
    """15 MW are idle, then 4: of 10 + 8 MW 3 are used at first, of the earlier; then all of it and 4 of the later."""
    run = kept_with_idle(15, 15, 15, 15, 15, 4)
    early, late = entry("early/0", 10_000, live=start_of(run, 2)), entry("late/0", 8_000, live=start_of(run, 3))
    _used([early, late], run)
    assert early.used == start_of(run, 3)
    assert late.used == start_of(run, 5)
    assert (early.used_at_end, late.used_at_end) == (10_000, 4_000)


def test_what_never_goes_live_is_never_used():
    held = entry()
    _used([held], kept_with_idle(0))
    assert (held.used, held.used_at_end) == (NEVER, 0)


def test_premiums_are_those_of_the_terms_of_a_site_or_portfolio():
    terms = [{"id": "a", "rent": 1.0, "term_years": 1, "reentry_premium": 0.1},
             {"id": "b", "rent": 1.0, "term_years": 1, "reentry_premium": 0.2}]  # fmt: skip
    site = {"id": "hall", "region": "east", "grade": "ai", "tenure": "leased", "stage": "signed", "pipeline": "p",
            "terms": "a", "tranches": [{"capacity": 1}]}  # fmt: skip
    many = {"id": "many", "tenure": "leased", "stage": "signed", "pipeline": "p", "terms": "b", "count": 3, "site": 1,
            "tranche": 1, "regions": {"east": 1.0}}  # fmt: skip
    found = Premiums(scenario(lease_terms=terms, pipelines=[{"id": "p", "build": 0}], sites=[site], portfolios=[many]))
    assert [found.of(name) for name in ("hall/0", "many-0002/1", "other/0")] == [0.1, 0.2, 0.0]


def test_a_lease_in_a_region_without_a_path_of_rents_is_signed_at_the_terms_rent():
    held = entry()
    _as_kept([held], [named(kinds.LEASE_COMMITTED, 3, dollars=900)])
    assert (held.payments, held.rent, held.live) == (900, 1.0, NEVER)


def test_a_part_of_what_was_kept_whole_goes_by_the_first_part():
    held = entry("hall/3", kw=2_500)
    _as_kept([held], [named(kinds.LEASE_COMMITTED, 3, dollars=900), named(kinds.TRANCHE_LIVE, 50)])
    assert (held.payments, held.live) == (225, 50)


def test_sites_and_portfolios_without_terms_have_no_premium():
    site = {"id": "own", "region": "east", "grade": "ai", "tenure": "owned", "stage": "planned", "pipeline": "p",
            "tranches": [{"capacity": 1}]}  # fmt: skip
    many = {"id": "many", "tenure": "owned", "stage": "planned", "pipeline": "p", "count": 3, "site": 1,
            "tranche": 1, "regions": {"east": 1.0}}  # fmt: skip
    found = Premiums(scenario(pipelines=[{"id": "p", "build": 0}], sites=[site], portfolios=[many]))
    assert [found.of(name) for name in ("own/0", "many-0002/1", "many/0")] == [0.0, 0.0, 0.0]


class Rows:
    """In place of the stored rows of a run: by replication, those of the kinds asked for."""

    def __init__(self, by_replication):
        self.by_replication = by_replication

    @property
    def replications(self):
        return [*self.by_replication]

    def rows(self, replication, events):
        return [row for row in self.by_replication[replication] if row["event"] in events]


def test_the_ledger_puts_each_release_beside_what_the_other_run_made_of_it(monkeypatch):
    run, kept = SyntheticResults("run", n=3), kept_with_idle(0)
    run.folder, kept.folder = Path("run"), Path("kept")
    noise = [named(kinds.TRANCHE_LIVE, 1, "else/0"), named(kinds.RENT_STEPPED, 0, value=1_000_000)]
    stored = {
        run.folder: Rows({2: [], 0: [*noise, named(kinds.RENT_STEPPED, 9, value=1_200_000),
                                     named(kinds.LEASE_CANCELLED, 5)], 1: [named(kinds.LEASE_CANCELLED, 5)]}),
        kept.folder: Rows({0: [*noise, named(kinds.LEASE_COMMITTED, 3, dollars=900),
                               named(kinds.TRANCHE_LIVE, start_of(kept, 2))], 2: []}),
    }  # fmt: skip
    asked = []

    def rows_of(folder, n):
        asked.append((folder, n))
        return stored[folder]

    monkeypatch.setattr(regret_of, "TrancheRows", rows_of)
    terms = [{"id": "a", "rent": 1.0, "term_years": 1, "reentry_premium": 0.1}]
    site = {"id": "hall", "region": "east", "grade": "ai", "tenure": "leased", "stage": "signed", "pipeline": "p",
            "terms": "a", "tranches": [{"capacity": 1}]}  # fmt: skip
    world = scenario(lease_terms=terms, pipelines=[{"id": "p", "build": 0}], sites=[site])
    monkeypatch.setattr(regret_of, "load", {run.folder / "scenario.yaml": SimpleNamespace(scenario=world)}.__getitem__)
    found = regret_of.regret(run, kept)
    assert asked == [(run.folder, run.n), (kept.folder, kept.n)]
    assert (found.run, found.kept_by, found.replications) == ("run", "kept", [0, 2])
    (held,) = found.entries
    assert (held.replication, held.tranche, held.premium, held.payments) == (0, "hall/0", 0.1, 900)
    assert held.rents == [(0, 1.0), (9, pytest.approx(1.2))]
    assert held.live == held.used == start_of(kept, 2)
    assert held.used_at_end == 10_000


def test_a_return_of_what_was_never_let_go_and_a_part_of_what_was_not_are_passed_over():
    strange = (named(kinds.RELEASE_RECONTRACTED, 3, "new/0"), named(kinds.RELEASE_TAKEN, 3, "new/0"),
               named(kinds.TRANCHE_SPLIT, 4, "new/1", 10))  # fmt: skip
    assert let_go(*strange) == []
    (only,) = let_go(named(kinds.LEASE_CANCELLED, 5), *strange, named(kinds.TRANCHE_LIVE, 9))
    assert (only.kw, only.back, only.taken) == (10_000, NEVER, NEVER)


def test_what_is_used_at_the_end_is_what_is_used_in_the_last_month():
    run = kept_with_idle(20)
    months = len(run.months)
    values = np.full((len(run.regions), 2, 1, months), 20.0)
    values[..., -2], values[..., -1] = 3.0, 7.0
    run.put("idle_mw", values)
    held = entry(live=start_of(run, 1))
    _used([held], run)
    assert (held.used, held.used_at_end) == (start_of(run, months - 2), 3_000)


def test_a_lease_signed_at_a_dearer_rent_is_set_against_that():
    """At 1.5 times the terms' rent then, 1.8 times now: a fifth more, and a tenth on top for coming back."""
    held = entry(payments=1_000, rent=1.5, premium=0.10, rents=[(0, 1.8)])
    assert held.dearer_at(5) == pytest.approx(1_000 * (1.2 * 1.1 - 1))


def test_what_is_let_go_stands_in_its_region_and_grade():
    (held,) = let_go(named(kinds.LEASE_CANCELLED, 5, region_name="europe", grade_name="general"))
    assert (held.region, held.grade) == ("europe", "general")


def test_rents_go_by_region_whatever_happens_between():
    """Of a row without a region the entity is the region."""
    rows = [named(kinds.TRANCHE_LIVE, 1), named(kinds.RENT_STEPPED, 2, value=1_100_000), named(kinds.TRANCHE_LIVE, 3),
            named(kinds.RENT_STEPPED, 4, "europe", value=900_000, region_name=None)]  # fmt: skip
    assert _rents(rows) == {"us-east": [(2, pytest.approx(1.1))], "europe": [(4, pytest.approx(0.9))]}


@pytest.mark.parametrize("told", [(kinds.TRANCHE_LIVE,), (kinds.LEASE_COMMITTED,)])
def test_a_part_that_the_other_run_tells_of_goes_by_itself(told):
    held = entry("hall/1")
    _as_kept([held], [named(kinds.TRANCHE_LIVE, 50), named(kinds.LEASE_COMMITTED, 3, dollars=900),
                      *(named(event, 70, "hall/1", dollars=400) for event in told)])  # fmt: skip
    assert (held.live, held.payments) == ((70, 0) if told[0] == kinds.TRANCHE_LIVE else (NEVER, 400))


def test_a_portfolio_may_have_a_name_with_a_dash():
    terms = [{"id": "a", "rent": 1.0, "term_years": 1, "reentry_premium": 0.1}]
    many = {"id": "many-sites", "tenure": "leased", "stage": "signed", "pipeline": "p", "terms": "a", "count": 3,
            "site": 1, "tranche": 1, "regions": {"east": 1.0}}  # fmt: skip
    found = Premiums(scenario(lease_terms=terms, pipelines=[{"id": "p", "build": 0}], portfolios=[many]))
    assert found.of("many-sites-0002/1") == 0.1


def test_what_is_not_there_yet_leaves_what_is_idle_as_it_is():
    """10 MW are idle, as many as came first, and 18 once 8 MW more are there: none is used."""
    run = kept_with_idle(10, 10, 10, 10, 10, 18)
    held = [entry("early/0", 10_000, live=start_of(run, 2)), entry("late/0", 8_000, live=start_of(run, 5))]
    _used(held, run)
    assert [each.used for each in held] == [NEVER, NEVER]
    pools = [replace(entry(live=NEVER), grade=f"never {place}") for place in range(9)]
    used = entry("early/0", 11_000, live=start_of(run, 2))
    _used([*pools, used], run)
    assert used.used == start_of(run, 2), "pools of which nothing goes live are passed over"


def test_replications_in_which_nothing_is_let_go_are_passed_over_and_regions_may_have_no_rents(monkeypatch):
    run, kept = SyntheticResults("run", n=3), kept_with_idle(0)
    run.folder, kept.folder = Path("run"), Path("kept")
    released = [named(kinds.LEASE_CANCELLED, 5), named(kinds.LEASE_CANCELLED, 6, "other/0")]
    stored = {run.folder: Rows({0: [], 1: released[:1], 2: released}), kept.folder: Rows({0: [], 1: [], 2: []})}
    monkeypatch.setattr(regret_of, "TrancheRows", lambda folder, n: stored[folder])
    monkeypatch.setattr(regret_of, "load", lambda file: SimpleNamespace(scenario=scenario()))
    found = regret_of.regret(run, kept)
    assert [(each.replication, each.tranche) for each in found.entries] == [
        (1, "hall/0"), (2, "hall/0"), (2, "other/0")]  # fmt: skip
    assert [each.dearer_at(9) for each in found.entries] == [0.0, 0.0, 0.0]
