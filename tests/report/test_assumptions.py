"""Every number about the world stands in the report, with the source of its block, and every key that is changed."""

from pathlib import Path

import pytest

from sim.report.assumptions import NO_SOURCE, by_confidence, changes_of, parts_of
from sim.scenario.load import load
from sim.scenario.sources import numbers_of, unsourced

ROOT = Path(__file__).parents[2]
STUDIES = ROOT / "scenarios"


@pytest.fixture(scope="module")
def baseline():
    return load(STUDIES / "baseline.yaml")


def test_every_number_is_told_once(baseline):
    parts = parts_of(baseline.tree)
    count = unsourced(baseline.stages)[1]
    assert sum(part.count for part in parts) == count == len(list(numbers_of(baseline.tree)))
    assert sum(number for _, _, number in by_confidence(parts)) == count
    assert {letter for letter, _, _ in by_confidence(parts)} <= set("HMLDA")
    assert not any(row.source == NO_SOURCE for part in parts for row in part.rows)


def test_a_number_has_the_nearest_source_and_confidence(baseline):
    [regions] = [part for part in parts_of(baseline.tree) if part.name == "regions"]
    row = regions.rows[0]
    assert row.block == "regions[us-east]"
    assert row.numbers.startswith("pue 1.18, power_price $90/MWh")
    assert row.source.startswith("power EIA 2024, Virginia")
    assert row.confidence == "A"


def test_what_names_no_source_is_said_to_name_none(tmp_path):
    text = (ROOT / "docs/examples/base.yaml").read_text()
    kept = [line for line in text.splitlines() if not line.startswith(("source:", "confidence:"))]
    (tmp_path / "bare.yaml").write_text("\n".join(kept))
    rows = [row for part in parts_of(load(tmp_path / "bare.yaml").tree) for row in part.rows]
    assert any(row.source == NO_SOURCE and row.confidence == "" for row in rows)


def test_changes_have_both_values_and_the_source_of_the_new_one(baseline):
    other = load(STUDIES / "analyst-reading.yaml")
    changes = {change.key: change for change in changes_of(baseline.tree, other.tree)}
    cancelled = changes["timeline[cancelled-february]"]
    assert cancelled.first == "–"
    assert "200 MW" in cancelled.here
    assert "source" not in cancelled.here
    assert cancelled.source.startswith("about 200 MW")
    assert cancelled.confidence == "M"
    assert changes_of(baseline.tree, baseline.tree) == []
