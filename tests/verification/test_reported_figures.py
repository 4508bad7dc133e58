"""The baseline reproduces what was known: its mean of 200 replications against docs/reported-figures.csv.

`python -m tests.verification.test_reported_figures [FILE]` prints the whole table, for a scenario file or the baseline.
"""

import csv
import re
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from sim.runs.results import Results
from sim.runs.store import Order, simulated
from sim.scenario.load import load
from sim.statistics.intervals import mean_interval
from sim.world.model import build

ROOT = Path(__file__).parents[2]
BASELINE = ROOT / "scenarios" / "baseline.yaml"
REPORTED = ROOT / "docs" / "reported-figures.csv"
CALIBRATION = ROOT / "docs" / "calibration.md"
REPLICATIONS = 200
BILLION = 1e9
QUARTERS = ("FY24 Q1", "FY24 Q2", "FY24 Q3", "FY24 Q4", "FY25 Q1", "FY25 Q2")
QUARTER_ENDING = dict(
    zip(
        (date(2023, 9, 30), date(2023, 12, 31), date(2024, 3, 31),
         date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31)),
        QUARTERS,
        strict=True,
    )
)  # fmt: skip
MOST_CALIBRATED = 8
Floats = npt.NDArray[np.float64]


class Check(NamedTuple):
    """A figure that the mean over replications has to lie near."""

    name: str
    values: Floats
    """By replication."""
    reported: float
    low: float
    high: float
    """Where the mean has to lie."""


def near(name: str, values: Floats, reported: float, tolerance: float) -> Check:
    """Within a share of what was reported."""
    return Check(name, values, reported, reported * (1 - tolerance), reported * (1 + tolerance))


@cache
def reported() -> dict[tuple[str, str], float]:
    """Published amounts by figure and period."""
    with REPORTED.open(encoding="utf-8", newline="") as file:
        return {(row["figure"], row["period"]): float(row["amount"]) for row in csv.DictReader(file)}


@cache
def results(file: Path = BASELINE) -> Results:
    """The scenario, simulated in memory."""
    return simulated(Order(build(load(file).scenario), "", REPLICATIONS))


def by_quarter(run: Results, metric: str) -> dict[str, Floats]:
    """$bn of each quarter, by replication."""
    labels, _, values = run.quarterly(metric)
    return {label: values[:, at] / BILLION for at, label in enumerate(labels)}


def at_end_of(run: Results, metric: str, month: date) -> Floats:
    """A level at the end of a month, by replication."""
    return run.series(metric)[:, run.months.index(month)]


def checks(run: Results) -> list[Check]:
    """Everything that was known and has a tolerance."""
    known = reported()
    capex = by_quarter(run, "call_capex_usd")
    finance = by_quarter(run, "finance_leases_commenced_usd")
    found = [near(f"call capex {q}, $bn", capex[q], known["call_capex", q], 0.10) for q in QUARTERS]
    for name, of in (("FY24", QUARTERS[:4]), ("first half of FY25", QUARTERS[4:])):
        total = sum(known["call_capex", q] for q in of)
        found.append(near(f"call capex {name}, $bn", np.sum([capex[q] for q in of], axis=0), total, 0.05))
    for first, second in zip(QUARTERS[::2], QUARTERS[1::2], strict=True):
        total = known["finance_leases_commenced", first] + known["finance_leases_commenced", second]
        values = finance[first] + finance[second]
        found.append(near(f"finance leases commencing {first} and {second[-2:]}, $bn", values, total, 0.15))
    found += _shares(run, capex)
    found += _levels(run)
    return found


def _shares(run: Results, capex: dict[str, Floats]) -> list[Check]:
    """The long-lived share of a year's or a quarter's call capex."""
    long_lived = by_quarter(run, "long_lived_usd")

    def share(of: tuple[str, ...]) -> Floats:
        whole = np.sum([capex[q] for q in of], axis=0)
        return 100 * np.sum([long_lived[q] for q in of], axis=0) / whole

    known = reported()
    return [
        Check("long-lived share FY24, %", share(QUARTERS[:4]), known["long_lived_share", "FY24"], 45, 55),
        Check("long-lived share FY25 Q2, %", share(("FY25 Q2",)), known["long_lived_share", "FY25 Q2"], 50, 60),
    ]


def _levels(run: Results) -> list[Check]:
    known = reported()
    leases = "leases_not_yet_commenced_usd"
    june = date(2024, 6, 1)
    construction = at_end_of(run, "construction_commitments_usd", june) / BILLION
    return [
        Check("live Dec 2023, GW", at_end_of(run, "live_mw", date(2023, 12, 1)) / 1000,
              known["live", "2023-12-31"], 5.0, 5.3),
        near("leases not yet commenced June 2023, $bn", run.opening(leases) / BILLION,
             known["leases_not_yet_commenced", "2023-06-30"], 0.15),
        near("leases not yet commenced June 2024, $bn", at_end_of(run, leases, june) / BILLION,
             known["leases_not_yet_commenced", "2024-06-30"], 0.10),
        near("construction committed June 2024, $bn", construction,
             known["construction_commitments", "2024-06-30"], 0.20),
    ]  # fmt: skip


def year(run: Results, metric: str, label: str) -> Floats:
    """$bn of a fiscal year, by replication."""
    labels, _, values = run.yearly(metric)
    return values[:, labels.index(label)] / BILLION


def calibrated() -> list[str]:
    """The names of the parameters marked `# calibrated: name` in the baseline, without what stands in brackets."""
    lines = BASELINE.read_text(encoding="utf-8").splitlines()
    marks = [found[1] for line in lines if (found := re.search(r"# calibrated: ([^(;]+)", line))]
    return [mark.strip() for mark in marks]


# --- the tests


def test_the_baseline_reproduces_what_was_reported() -> None:
    missed = [
        f"{check.name}: {check.values.mean():.2f}, not within {check.low:.2f} to {check.high:.2f}"
        for check in checks(results())
        if not check.low <= check.values.mean() <= check.high
    ]
    assert not missed, "\n".join(missed)


def test_fiscal_2025_comes_near_its_guidance_and_reaches_its_plan() -> None:
    total = year(results(), "call_capex_usd", "FY25").mean()
    assert total == pytest.approx(reported()["call_capex", "FY25"], rel=0.05)
    programme = year(results(), "programme_capex_usd", "FY25")
    plan = reported()["programme", "FY25"]
    assert plan <= programme.mean() <= 1.05 * plan
    assert 0.5 < (programme >= plan).mean() < 0.9


def test_at_most_eight_parameters_are_calibrated_and_each_is_documented() -> None:
    names = calibrated()
    assert 1 <= len(names) <= MOST_CALIBRATED
    assert len(set(names)) == len(names)
    documented = CALIBRATION.read_text(encoding="utf-8")
    assert not [name for name in names if name not in documented]


def test_the_scenario_shows_the_same_figures_as_the_list() -> None:
    known = reported()
    shown = load(BASELINE).scenario.reported
    assert shown
    for figure in shown:
        period = QUARTER_ENDING.get(figure.period_ends, "")
        if (figure.figure, period) not in known:
            period = figure.period_ends.isoformat()
        assert figure.amount / BILLION == pytest.approx(known[figure.figure, period])


# --- the tables of docs/calibration.md


def table(run: Results) -> str:
    """Every check, with the half-width of its mean's 95 % interval, as a Markdown table."""
    lines = ["| figure | reported | simulated | error, % | has to lie within |", "|---|---|---|---|---|"]
    for check in checks(run):
        mean = check.values.mean()
        half = mean_interval(check.values).half_width
        error = 100 * (mean / check.reported - 1)
        within = f"{check.low:.4g} to {check.high:.4g}"
        lines.append(f"| {check.name} | {check.reported:g} | {mean:.2f} ± {half:.2f} | {error:+.1f} | {within} |")
    return "\n".join(lines)


def rows_under(heading: str) -> list[list[str]]:
    """Cells of the table beneath a heading of docs/calibration.md, its head left out."""
    text = CALIBRATION.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    listed = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    return listed[2:]


def shown_as(value: float, as_in: str) -> str:
    """A number with as many decimals as another has."""
    return f"{value:.{len(as_in.partition('.')[2])}f}"


def test_the_page_s_table_of_the_fit_says_what_the_baseline_does() -> None:
    rows = rows_under("Fit")
    for check, row in zip(checks(results()), rows, strict=False):
        mean, half = row[3].split(" ± ")
        assert mean == shown_as(check.values.mean(), mean), check.name
        assert half == shown_as(mean_interval(check.values).half_width, half), check.name
        if row[4]:
            assert row[4] == f"{100 * (check.values.mean() / check.reported - 1):+.1f} %", check.name
    total, programme = (year(results(), metric, "FY25") for metric in ("call_capex_usd", "programme_capex_usd"))
    guidance, plan = reported()["call_capex", "FY25"], reported()["programme", "FY25"]
    assert [row[3] for row in rows[-3:]] == [
        f"{total.mean():.1f}", f"{programme.mean():.1f}", f"{(programme >= plan).mean():.2f}"]  # fmt: skip
    assert rows[-3][4] == f"{100 * (total.mean() / guidance - 1):+.1f} %"
    assert len(rows) == len(list(checks(results()))) + 3


def test_the_page_s_outlook_is_the_baseline_s() -> None:
    metrics = (("live_mw", 1000.0), ("call_capex_usd", BILLION), ("programme_capex_usd", BILLION))
    for (metric, unit), row in zip(metrics, rows_under("Beyond the vintage"), strict=True):
        assert row[1:] == [f"{mean:.1f}" for mean in results().yearly(metric)[2].mean(axis=0) / unit], metric


def outlook(run: Results) -> str:
    """Fiscal years, with P10 and P90 of the programme in FY25, as lines."""
    lines = []
    for metric, unit in (("live_mw", 1000.0), ("call_capex_usd", BILLION), ("programme_capex_usd", BILLION)):
        labels, _, values = run.yearly(metric)
        means = "  ".join(f"{name} {x:.1f}" for name, x in zip(labels, values.mean(axis=0) / unit, strict=True))
        lines.append(f"{metric}: {means}")
    programme = year(run, "programme_capex_usd", "FY25")
    low, high = np.quantile(programme, (0.1, 0.9))
    plan = reported()["programme", "FY25"]
    share = (programme >= plan).mean()
    lines.append(f"programme FY25: P10 {low:.1f}, P90 {high:.1f}, P(at least {plan:g}) {share:.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    run = results(Path(sys.argv[1])) if len(sys.argv) > 1 else results()
    sys.stdout.write(f"{table(run)}\n\n{outlook(run)}\n")
