"""Months, quarters and fiscal years stand for days by the fiscal year of their own file."""

import pathlib
import shutil
from datetime import date

from sim.scenario.load import load
from sim.scenario.resolved import resolved_yaml

EXAMPLE = pathlib.Path(__file__).parents[2] / "scenarios/validation/worked-example.yaml"


def test_spans_of_days_are_those_of_the_files_own_fiscal_years(tmp_path: pathlib.Path) -> None:
    shutil.copy(EXAMPLE, tmp_path / "base.yaml")
    path = tmp_path / "a.yaml"
    made = {}
    for ends in ("june", "december"):
        path.write_text(
            f"schema: 1\nextends: base.yaml\nname: a\nvintage: FY2024-Q4\nhorizon: {{fiscal_year_ends: {ends}}}\n"
            "agreement: {regimes: [{id: silent, remove: true}, {id: later, first_day: FY2025-Q2, regime: open}]}\n"
            "capex: {envelopes: []}\ntimeline: []\n"
        )
        loaded = load(path)
        made[ends] = (loaded.scenario.vintage, loaded.scenario.agreement.regimes[-1].first_day)
        path.write_text(resolved_yaml(loaded.tree))
        assert load(path).scenario == loaded.scenario
    assert made == {
        "june": (date(2024, 6, 30), date(2024, 10, 1)),
        "december": (date(2024, 12, 31), date(2025, 4, 1)),
    }
