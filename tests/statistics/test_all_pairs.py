"""Differences by all replications are those of all values, and what was added up for them is not simulated again."""

from pathlib import Path

import numpy as np
import pytest

from sim.events import codes, kinds
from sim.policy import python
from sim.runs import digests, series_file, store
from sim.runs.checked_file import read
from sim.runs.identity import chunk_hash
from sim.runs.rebuilt import Rebuilt
from sim.runs.replicate import Workers
from sim.runs.results import Results
from sim.runs.run_sums import N, stored
from sim.statistics import all_pairs
from sim.statistics.all_pairs import AllPairs
from sim.statistics.compare import compare, usual_figures
from sim.statistics.paired import NotPairedError
from sim.statistics.summary import Summary
from tests.metrics.small_world import instant, log, row
from tests.runs.small_runs import order, simulate

KEPT, CHUNK, ALL = 8, 4, 30
LATE = "partner_median_months_late"
FIGURES = ("headroom_mw[grade=ai]@FY2025", "call_capex_usd", "long_lived_share@FY2025", "live_mw", "months_short_ai",
           LATE, "window_over_1_gw")  # fmt: skip


@pytest.fixture(autouse=True)
def _few_are_kept(monkeypatch):
    monkeypatch.setattr(store, "EXACT", KEPT)
    monkeypatch.setattr(series_file, "CHUNK", CHUNK)
    monkeypatch.setattr(all_pairs, "TOGETHER", 7)
    before = [*python.FOLDERS]
    yield
    python.FOLDERS[:] = before


class World:
    """One of some scenarios on the same draws: its replications, of which some have no partner served, and which of
    them were simulated.
    """

    def __init__(self, name, place):
        self.name, self.place, self.asked, self.fails_at = name, place, [], None

    def simulate(self, replication):
        self.asked.append(replication)
        if replication == self.fails_at:
            raise ArithmeticError("cut off")
        rows = simulate(replication)
        if self.place and replication % 3 == 0:
            rows = rows[rows["region"] != 1]
        if replication % (4 + self.place):
            draws = np.random.default_rng([replication, 5])
            late = int(draws.integers(1, 10**7)) * (1 + self.place)
            served = row(kinds.REQUEST_SERVED, instant(3), value=late, client=codes.PARTNER, grade=codes.AI, region=0,
                         kw=1_000, entity=30)  # fmt: skip
            rows = np.concatenate([rows, log([served], replication)])
            rows = rows[np.argsort(rows["instant"], kind="stable")]
        return rows

    def order(self, n, jobs=2):
        return order(n, simulate=self.simulate, scenario={"name": self.name}, resolved=f"name: {self.name}\n",
                     workers=Workers(jobs=jobs))  # fmt: skip

    def run(self, n, root):
        run = store.run(self.order(n), root / "runs", Summary)
        self.asked.clear()
        return Results.load(run.folder)

    def rebuilt(self, n, jobs=2):
        made = self.order(n, jobs)
        return Rebuilt(made, Path(), chunk_hash(made.resolved, made.model.layout.scenario, KEPT))


WORLDS = 3


@pytest.fixture
def worlds():
    return [World(name, place) for place, name in enumerate(("small", "other", "third"))]


def begun(worlds, n, root, figures=FIGURES, jobs=2):
    return AllPairs([each.run(n, root) for each in worlds], [each.rebuilt(n, jobs) for each in worlds], root / "cache",
                    figures)  # fmt: skip


def added_up(worlds, n, root, figures=FIGURES, jobs=2):
    pairs = begun(worlds, n, root, figures, jobs)
    pairs.add_up()
    return pairs.comparison()


def bits(found):
    return digests.of_rows(found.table())


def sums_of(found, root):
    return [root / "cache" / key[:2] / f"{key}.sums" for key in found.sums]


def close(found, expected):
    return found == pytest.approx(expected, rel=1e-8, abs=1e-8, nan_ok=True)


@pytest.mark.parametrize("figures", [FIGURES, None])
def test_every_pair_counts_as_if_every_value_were_at_hand(worlds, tmp_path, figures):
    found = added_up(worlds, ALL, tmp_path, figures)
    every = [store.simulated(each.order(ALL)) for each in worlds]
    expected = compare(every, figures)
    assert (found.runs, found.pairs, found.figures) == (expected.runs, ALL, expected.figures)
    for ours, theirs in zip(found.rows, expected.rows, strict=True):
        assert (ours.figure, ours.run, ours.clear) == (theirs.figure, theirs.run, theirs.clear)
        assert ours.p_holm == pytest.approx(theirs.p_holm, rel=1e-6, nan_ok=True)
        assert (ours.difference is None) == (theirs.difference is None)
        if ours.difference and theirs.difference:
            assert close([*ours.difference], [*theirs.difference])
        line, exact = ours.summary, theirs.summary
        assert (line.metric, line.unit, line.n) == (exact.metric, exact.unit, exact.n)
        assert close([line.mean, line.half_width], [exact.mean, exact.half_width])
        for quantile in ("p10", "p50", "p90"):
            mine, its = getattr(line, quantile), getattr(exact, quantile)
            assert close(mine, its) or abs(mine - its) <= line.p_error * (1 + 1e-9)
    counts = {each.figure: each.difference.n for each in found.of(1)}
    assert set(counts.values()) >= {ALL}
    assert counts[LATE] == sum(1 for k in range(ALL) if k % 4 and k % 5), "a pair of which one has no value is left out"


def test_each_run_is_told_as_its_summary_tells_it(worlds, tmp_path):
    runs = [each.run(ALL, tmp_path) for each in worlds]
    found = added_up(worlds, ALL, tmp_path, usual_figures(runs[0]))
    checked = 0
    for run, place in zip(runs, range(WORLDS), strict=True):
        told = {line["metric"]: line for line in run.summary().to_pylist()}
        for line in (each.summary for each in found.of(place) if each.figure in told):
            of_csv = [told[line.metric][name] for name in line._fields[2:]]
            assert [*line[2:]] == pytest.approx([np.nan if x is None else x for x in of_csv], rel=1e-12, nan_ok=True)
            checked += 1
    assert checked > WORLDS * 20


@pytest.mark.parametrize(("together", "chunk", "jobs"), [(1, 4, 1), (5, 2, 3), (100, 8, 2)])
def test_the_bits_are_the_same_whatever_workers_and_portions(worlds, tmp_path, monkeypatch, together, chunk, jobs):
    usual = added_up(worlds, ALL, tmp_path / "usual")
    monkeypatch.setattr(all_pairs, "TOGETHER", together)
    monkeypatch.setattr(series_file, "CHUNK", chunk)
    found = added_up(worlds, ALL, tmp_path / "other", jobs=jobs)
    assert found.sums == usual.sums
    assert len({*found.sums}) == WORLDS - 1
    for mine, its in zip(sums_of(found, tmp_path / "other"), sums_of(usual, tmp_path / "usual"), strict=True):
        assert mine.read_bytes() == its.read_bytes()
    assert bits(found) == bits(usual)


def test_to_ask_again_simulates_nothing(worlds, tmp_path):
    first = added_up(worlds, ALL, tmp_path)
    assert [sorted(each.asked) for each in worlds] == [list(range(KEPT, ALL))] * WORLDS
    for each in worlds:
        each.asked.clear()
    again = begun(worlds, ALL, tmp_path)
    assert again.missing == 0
    again.add_up()
    assert [each.asked for each in worlds] == [[]] * WORLDS
    assert bits(again.comparison()) == bits(first)


def test_more_replications_add_only_what_is_missing(worlds, tmp_path):
    added_up(worlds[:2], 21, tmp_path)
    pairs = begun(worlds, ALL, tmp_path)
    assert pairs.missing == 2 * (21 - KEPT) + 3 * (ALL - 21)
    told = []
    pairs.add_up(told.append)
    assert [sorted(each.asked) for each in worlds] == [[*range(KEPT, ALL)], [*range(21, ALL)], [*range(KEPT, ALL)]]
    assert told == sorted(told)
    assert told[-1] == 2 * (21 - KEPT) + 3 * (ALL - 21)
    found, fresh = pairs.comparison(), added_up(worlds, ALL, tmp_path / "fresh")
    assert bits(found) == bits(fresh)
    for mine, its in zip(sums_of(found, tmp_path), sums_of(fresh, tmp_path / "fresh"), strict=True):
        assert mine.read_bytes() == its.read_bytes()
        assert read(mine).schema.metadata[N] == str(ALL - KEPT).encode()


def test_what_was_cut_off_goes_on_where_it_was_kept(worlds, tmp_path, monkeypatch):
    monkeypatch.setattr(all_pairs, "KEEP_EVERY", 0.0)
    one, other, _ = worlds
    pairs = begun([one, other], ALL, tmp_path)
    other.fails_at = 25
    with pytest.raises(ArithmeticError, match="cut off"):
        pairs.add_up()
    other.fails_at = None
    again = begun([one, other], ALL, tmp_path)
    kept = ALL - 22
    assert again.missing == 2 * kept, "two portions of seven from 8 on were kept"
    again.add_up()
    assert sorted(other.asked) == list(range(22, ALL))
    fresh = added_up([one, other], ALL, tmp_path / "fresh")
    assert bits(again.comparison()) == bits(fresh)


def test_sums_of_fewer_replications_are_made_apart_and_those_of_more_stay(worlds, tmp_path):
    found = added_up(worlds[:2], ALL, tmp_path)
    fewer = added_up(worlds[:2], 21, tmp_path)
    assert bits(fewer) == bits(added_up(worlds[:2], 21, tmp_path / "fresh"))
    assert fewer.sums == found.sums
    assert [stored(path) for path in sums_of(found, tmp_path)] == [ALL - KEPT]


def test_sums_are_kept_by_what_they_are_of(worlds, tmp_path):
    keys = [begun(each, ALL, tmp_path, figures).comparison().sums for each, figures in
            ((worlds[:2], FIGURES), (worlds[1::-1], FIGURES), (worlds[:2], FIGURES[::-1]), (worlds[::2], FIGURES))]
    assert len({*keys}) == 4


def test_memory_holds_the_figures_of_one_portion(worlds, tmp_path, monkeypatch):
    portions = []
    add = all_pairs.GrowingSums.add

    def noted(self, first, more):
        portions.append((first, more.n))
        add(self, first, more)

    monkeypatch.setattr(all_pairs.GrowingSums, "add", noted)
    added_up(worlds[:2], ALL, tmp_path)
    assert portions == [(8, 7), (15, 7), (22, 7), (29, 1)]


def test_the_method_says_of_how_many_pairs_it_is(worlds, tmp_path):
    found = added_up(worlds, ALL, tmp_path)
    methods = {line["method"] for line in found.table().to_pylist() if line["method"]}
    assert methods == {f"paired t; Holm 1979 over {len(FIGURES)} figures of the pair; exact sums of all {ALL} pairs, "
                       "p10, p50 and p90 counted to within p_error"}  # fmt: skip


def test_runs_of_unlike_numbers_are_no_pairs(worlds, tmp_path):
    runs = [worlds[0].run(ALL, tmp_path), worlds[1].run(ALL + 1, tmp_path)]
    compare(runs, FIGURES)  # what is at hand of both are pairs
    with pytest.raises(NotPairedError, match=r"replications \(\(0, 30\) and \(0, 31\)\) differ"):
        AllPairs(runs, [], tmp_path / "cache", FIGURES)
