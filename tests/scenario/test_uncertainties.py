"""Uncertainties that nobody declared, or that can't go together as said, are refused at the place that says so."""

from pathlib import Path

import pytest

from sim.quantities.held import held_in
from sim.scenario.distribution_base import Distribution
from sim.scenario.load import load
from sim.scenario.partial import found_in
from sim.scenario.problems import ScenarioErrors
from sim.scenario.references import held_agree
from sim.scenario.uncertainties import factors_of, moments

ROOT = Path(__file__).parents[2]
BASE = ROOT / "docs/examples/base.yaml"
HEAD = """schema: 1
extends: base.yaml
name: x
title: x
uncertainties:
  - {id: growth, factor: {distribution: uniform, low: 50 %, high: 150 %}}
  - {id: lateness, factor: {distribution: lognormal, median: 100 %, p90: 200 %}}
  - {id: prices, factor: 110 %}
  - {id: lumpy, factor: {distribution: mixture, parts: [{weight: 50 %, value: 1}, {weight: 50 %, value: 2}]}}
"""
SCALED = "pipelines: [{id: plain, slip: {distribution: fixed, value: 2 months, scaled_by: %s}}]"
PARTED = "pipelines: [{id: plain, slip: {distribution: mixture, parts: [{weight: 0.5, value: 0 days}, {weight: 0.5, \
value: {distribution: fixed, value: 2 months, scaled_by: latenes}}]}}]"
OWN = "demand: {baseline: [{id: own, grade: general, path: {kind: growth, level: 1 MW, rate: 1 %%/year}, \
regions: {east: 100 %%}, %s}]}"
FIXED = "portfolios: [{id: p, tenure: owned, stage: live, pipeline: plain, regions: {east: 100 %}, tranche: 1 MW, \
count: 2, fixed: true, site: {distribution: fixed, value: 1 MW, scaled_by: growth}}]"


def read(tmp_path, text):
    (tmp_path / "base.yaml").write_text(BASE.read_text())
    (tmp_path / "a.yaml").write_text(HEAD + text + "\n")
    return load(tmp_path / "a.yaml").scenario


def problem(tmp_path, text):
    """The one problem of a file, and what its caret stands under."""
    with pytest.raises(ScenarioErrors) as caught:
        read(tmp_path, text)
    (found,) = caught.value.problems
    return found, found.source_line[found.column - 1 :]


def pairs(*said):
    return "correlations:\n" + "\n".join(f"  - {{{each}}}" for each in said)


@pytest.mark.parametrize(("text", "at"), [(SCALED % "latenes", "latenes}"), (PARTED, "latenes}"),
                                          (OWN % "growth_scaled_by: latenes", "latenes}")])  # fmt: skip
def test_an_unknown_uncertainty_is_told_with_the_nearest_one(tmp_path, text, at):
    found, rest = problem(tmp_path, text)
    assert rest.startswith(at)
    assert found.text == "no uncertainty 'latenes'"
    assert found.nearest == "lateness"
    assert found.allowed == ("growth", "lateness", "prices", "lumpy")


@pytest.mark.parametrize(("text", "at", "says"), [
    ("  - {id: b, factor: {distribution: fixed, value: 1, scaled_by: growth}}", "growth}", "give their correlation"),
    ("  - {id: growth, factor: 1}", "{id: growth", "twice"),
    (FIXED, "growth}", "drawn once for all replications"),
    (OWN % "growth_scaled_from: 2025-01-01", "{id: own", "growth_scaled_by says by what"),
    (pairs("between: [growth, latenes], correlation: 0.5"), "latenes]", "no uncertainty 'latenes'"),
    (pairs("between: [growth, growth], correlation: 0.5"), "[growth, growth]", "name two"),
    (pairs("between: [growth, lumpy], correlation: 0.5"), "lumpy]", "`lumpy` is a mixture"),
    (pairs("between: [growth], correlation: 0.5"), "[growth]", "at least 2"),
    (pairs("between: [growth, prices], correlation: 1.5"), "1.5", "outside the range allowed here: from -1 to 1"),
    (pairs("between: [growth, prices], correlation: 0.5, measured: pearson"), "pearson", "not one of the words"),
    (pairs("between: [growth, prices], correlation: 0.5", "between: [prices, growth], correlation: 0.4"),
     "[prices, growth]", "`prices` and `growth` is given twice"),
])  # fmt: skip
def test_what_no_uncertainty_may_say_is_refused_where_it_is_said(tmp_path, text, at, says):
    found, rest = problem(tmp_path, text)
    assert rest.startswith(at)
    assert says in found.text


def test_correlations_that_contradict_each_other_are_refused_with_the_fewest_names(tmp_path):
    """Prices go with nobody else, so they are not among those named."""
    text = "  - {id: other, factor: 1}\n" + pairs(
        "between: [growth, lateness], correlation: 0.9", "between: [lateness, other], correlation: 0.9",
        "between: [growth, other], correlation: -0.5", "between: [growth, prices], correlation: 0.2")  # fmt: skip
    found, rest = problem(tmp_path, text)
    assert rest.startswith("- {between: [growth, lateness]")
    assert "`growth`, `lateness` and `other`" in found.text
    assert "not positive semi-definite" in found.text
    assert "growth and lateness 0.908" in found.text  # 2 sin(0.9 pi / 6)
    assert "prices" not in found.text


def test_correlations_that_can_be_are_taken_with_one_of_them_fixed(tmp_path):
    said = pairs("between: [growth, lateness], correlation: 0.9", "between: [lateness, prices], correlation: 0.9",
                 "between: [growth, prices], correlation: 0.7")  # fmt: skip
    assert len(read(tmp_path, said).correlations) == 3


def test_moments_of_a_scaled_draw_are_those_of_the_product(tmp_path):
    said = read(tmp_path, SCALED % "growth")
    [slip] = [p.slip for p in said.pipelines]
    mean, variance = moments(slip, factors_of(said.uncertainties))
    assert mean == 2 * 2_629_800
    assert variance == pytest.approx((2 * 2_629_800) ** 2 / 12)


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.yaml")), ids=lambda path: path.stem)
def test_no_draw_of_any_study_may_be_scaled_by_what_is_none(path):
    """Whatever check reads moments of a draw does so before or after this one tells that nothing scales it."""
    scenario = load(path).scenario
    drawn = [(place, each) for place, each in held_in(scenario) if isinstance(each, Distribution)]
    assert len(drawn) > 20
    for _, each in drawn:
        object.__setattr__(each, "scaled_by", "nobody")
    told = {place for place, _ in held_agree(scenario)}
    assert {(*place, "scaled_by") for place, _ in drawn} <= told
    list(found_in(scenario))  # no check ends with an error
