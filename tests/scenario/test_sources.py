"""Every number of a study says where it comes from; what does not is listed at its place."""

from pathlib import Path

import pytest

from sim.scenario.load import load
from sim.scenario.sources import unsourced

ROOT = Path(__file__).parents[2]
STUDIES = sorted([*(ROOT / "scenarios").glob("*.yaml"), *(ROOT / "scenarios/what-if").glob("*.yaml")])
EXAMPLE = ROOT / "docs/examples/base.yaml"


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_every_number_of_a_study_has_a_source(path):
    for variant in (None, *load(path).variants):
        found, count = unsourced(load(path, variant=variant).stages)
        assert [f"{one.at} {one.key} {one.text}" for one in found] == []
        assert count > 400


def changed(tmp_path, text):
    """The small world of the reference without its own source, with a text at its end."""
    kept = [line for line in EXAMPLE.read_text().splitlines() if not line.startswith(("source:", "confidence:"))]
    path = tmp_path / "changed.yaml"
    path.write_text("\n".join([*kept, text, ""]))
    return load(path).stages


def test_a_source_covers_its_block_and_what_is_in_it(tmp_path):
    year = "{id: a, fiscal_year: FY2025, amount: $1bn, kind: soft, scope: [land]}"
    capex = f"capex: {{source: a filing, other: $1M/month, envelopes: [{year}]}}"
    found, _ = unsourced(changed(tmp_path, capex))
    assert not any(one.key.startswith("capex") for one in found)
    assert any(one.key.startswith("costs") for one in found)


def test_what_names_none_stands_with_its_key_text_and_place(tmp_path):
    found, count = unsourced(changed(tmp_path, "capex: {other: $1M/month}"))
    (one,) = [one for one in found if one.key.startswith("capex")]
    assert (one.key, one.text) == ("capex.other", "$1M/month")
    assert one.at.source.line(one.at.line).startswith("capex:")
    assert len(found) == count


def test_dates_names_and_what_is_about_the_run_are_no_numbers_of_the_world(tmp_path):
    keys = {one.key for one in unsourced(changed(tmp_path, "vintage: 2024-06-30"))[0]}
    assert not keys & {"vintage", "schema", "seed", "replications", "horizon.start", "title"}


OVER = [
    ("costs: {facility: $9900/kW}", {}, ["costs.facility"]),
    ("costs: {facility: $9900/kW, source: a quote}", {}, []),
    ("source: a study\ncosts: {facility: $9900/kW}", {}, []),
    ("costs: {source: a study}", {}, []),
    ("variants: {dear: {costs: {facility: $9900/kW}}}", {"variant": "dear"}, ["costs.facility"]),
    ("costs: {source: a study}\nvariants: {dear: {costs: {facility: $9900/kW}}}", {"variant": "dear"},
     ["costs.facility"]),
    ("variants: {dear: {costs: {facility: $9900/kW, source: a quote}}}", {"variant": "dear"}, []),
    ("regions: [{id: a, remove: true}, {id: new, area: us, power_price: $90/MWh}, {id: east, pue: 1.3}]", {},
     ["regions[new].power_price", "regions[east].pue"]),
    ("", {"overrides": ["costs.facility=$9900/kW"]}, ["costs.facility"]),
    ("", {"overrides": ["costs.facility=$9900/kW", "costs.source=a quote"]}, []),
    ("", {"overrides": ["costs.source=a quote"]}, []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "laid", "keys"), OVER)
def test_a_source_covers_no_number_laid_over_it(tmp_path, text, laid, keys):
    base = EXAMPLE.read_text().replace("regions:\n", "regions:\n  - {id: a, area: us, power_price: $80/MWh}\n")
    (tmp_path / "base.yaml").write_text(base)
    (tmp_path / "over.yaml").write_text(f"schema: 1\nextends: base.yaml\nname: over\ntitle: t\n{text}\n")
    assert unsourced(load(tmp_path / "base.yaml").stages)[0] == []
    found = unsourced(load(tmp_path / "over.yaml", **laid).stages)[0]
    assert sorted(one.key for one in found) == sorted(keys)
