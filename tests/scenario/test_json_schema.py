"""The schemas for editors are those of the models, and every shipped file names its own and keeps to it."""

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from sim.scenario.json_schema import MODELS, schema_of
from sim.scenario.load import load

ROOT = Path(__file__).parents[2]
COMMITTED = {"scenario": ROOT / "scenarios/schema.json", "sweep": ROOT / "scenarios/sweeps/schema.json"}
SHIPPED = sorted([*(ROOT / "scenarios").rglob("*.yaml"), *(ROOT / "docs/examples").glob("*.yaml")])
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


class AsEditorsRead(yaml.SafeLoader):
    """Scalars of YAML 1.2: a day is text."""


AsEditorsRead.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def problems(kind, text):
    validator = Draft202012Validator(schema_of(kind))
    return [error.message for error in validator.iter_errors(yaml.load(text, AsEditorsRead))]


@pytest.mark.parametrize("kind", MODELS)
def test_the_committed_schema_is_that_of_the_models(kind):
    assert json.loads(COMMITTED[kind].read_text()) == schema_of(kind), "run `make docs`"
    Draft202012Validator.check_schema(schema_of(kind))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_shipped_file_names_its_schema_and_keeps_to_it(path):
    named = MODELINE.match(path.read_text())
    assert named, "the first line names the schema"
    kind = {file: kind for kind, file in COMMITTED.items()}[(path.parent / named[1]).resolve()]
    assert problems(kind, path.read_text()) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("operator: {reserv: 5 %}", "'reserv' was unexpected"),
        ("operator: {reserve: 5 MW}", "5 MW"),
        ("pipelines: [{id: a, build: 12 facility MW}]", "12 facility MW"),
        ("sites: [{id: a, grade: aii}]", "'aii' is not one of"),
        ("horizon: {start: 2024}", "2024 is not of type 'string'"),
        ("lease_terms: [{id: a, term_years: 99}]", "99 is greater than the maximum of 50"),
        ("variants: {less: {operator: {reserv: 5 %}}}", "'reserv' was unexpected"),
    ],
)
def test_an_editor_marks_what_is_wrong(text, told):
    assert any(told in problem for problem in problems("scenario", text)), problems("scenario", text)


def test_an_editor_takes_what_a_changing_file_leaves_out():
    assert problems("scenario", "extends: base.yaml\nsites: [{id: hall, remove: true}]") == []


@pytest.mark.parametrize("text", [
    "costs: {land: '€80/kW  at  1.08 $/€'}", "costs: {land: ' $ 300 / kW '}",
    "demand: {baseline: [{id: more, grade: ai, regions: {north: ' 100 % '}, growth_scaled_by: u, growth_scaled_from: "
    "' 2025-01-01 ', path: {kind: growth, level: ' 1 MW ', rate: 5  %/year}}]}\nuncertainties: [{id: u, factor: 90 %}]",
    "horizon: {start: ' 2024-07 ', last_day: ' FY2026 '}",
])  # fmt: skip
def test_an_editor_takes_the_spaces_that_validation_takes(text, tmp_path):
    changing = f"extends: base.yaml\n{text}"
    assert problems("scenario", changing) == []
    (tmp_path / "base.yaml").write_text((ROOT / "scenarios/validation/worked-example.yaml").read_text())
    (tmp_path / "s.yaml").write_text(f"schema: 1\n{changing}")
    load(tmp_path / "s.yaml")


def test_each_distribution_is_named_by_the_quantity_that_its_values_are_of():
    named = {name: block for name, block in schema_of("scenario")["$defs"].items() if name.startswith("Fixed__")}
    assert len(named) > 3
    for name, block in named.items():
        assert re.sub(r"\W", "_", block["title"]) == name
    units = {"a_duration": "months", "a_power_of_critical_IT": "GW", "a_rate_of_change_per_year": "year"}
    for name, unit in units.items():
        assert unit in str(named[f"Fixed__{name}"]["properties"]["value"])
    assert len({block["title"] for block in named.values()}) == len(named)


@pytest.mark.parametrize("of", ["scenario", "sweep"])
def test_patterns_are_such_as_editors_read(of):
    """JavaScript has no groups with Python's names, nor its ends of texts."""
    text = json.dumps(schema_of(of))
    assert '"pattern"' in text
    assert not re.search(r"\(\?P[<=]|\\\\[AZ]", text)
