"""The complete table holds every row and year, within its width."""

import pytest

from sim.report.full_table import full_text
from sim.report.table import comparison
from sim.report.texts import row_label
from tests.plots.synthetic import SyntheticResults, three_scenarios


@pytest.mark.parametrize("width", [100, 120, 160])
@pytest.mark.parametrize("count", [1, 3, 9])
def test_table_keeps_its_width_and_holds_every_row_of_every_scenario(width, count):
    runs = three_scenarios(n=5)[:count]
    runs += [SyntheticResults(f"more-{i}", 0.2 * i, n=5) for i in range(count - 3)]
    text = full_text(runs, width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert all(run.hash10 in text for run in runs)
    words = " ".join(text.split())
    rows = [row_label(row, section.unit) for section in comparison(runs).sections for row in section.rows]
    assert len(rows) > 60
    assert [label for label in rows if label.split()[0] not in words] == []
    assert all(f"({number})" in text for number in range(1, 10 if count > 1 else 9))


def test_every_whole_fiscal_year_has_its_row():
    lines = full_text(three_scenarios(n=5)).splitlines()
    for label in ("FY{} end", "AI, FY{} end", "long-lived share, FY{}", "$bn, FY{} end", "GW, FY{} end"):
        for year in range(24, 31):
            assert sum(line.strip().startswith(label.format(year)) for line in lines) == 1


def test_differences_stand_beneath_their_value():
    lines = full_text(three_scenarios(n=40)).splitlines()
    at = next(i for i, line in enumerate(lines) if line.strip().startswith("FY28 end"))
    assert lines[at].count("[") == 3
    assert lines[at + 1].count("±") == 2
    assert lines[at + 1].strip().startswith("−")
