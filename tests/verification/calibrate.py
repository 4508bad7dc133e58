"""The fit of the baseline: eight parameters against reported figures, by least squares on the linearised model.

`python -m tests.verification.calibrate [--replications N]` simulates the present values and each parameter moved
alone, on the same draws, and prints how far each figure is off, how each parameter moves it, and the values that fit
best. It changes nothing: values are rounded and written into scenarios/baseline.yaml by hand, and
docs/calibration.md says which.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from scipy.optimize import lsq_linear

from sim.runs.results import Results
from sim.runs.store import Order, simulated
from sim.scenario.load import load
from sim.world.model import build
from tests.verification.test_reported_figures import (
    BASELINE,
    BILLION,
    QUARTERS,
    at_end_of,
    by_quarter,
    reported,
    year,
)

START = date(2023, 7, 1)
HALVES = (date(2023, 7, 1), date(2024, 1, 1), date(2024, 7, 1), date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1),
          date(2026, 7, 1))  # fmt: skip
LEFT_OUT = ("FY24 Q3", "FY25 Q2")
Values = Mapping[str, float]


class Parameter(NamedTuple):
    """A number of the baseline that is fitted."""

    name: str
    now: float
    step: float
    """By how much it is moved to see what it does."""
    pull: float
    """How far it may go from its present value before that costs as much as a figure one weight off."""


PARAMETERS = (
    Parameter("ready at the start", 350, 50, 120),
    Parameter("owned level", 200, 30, 120),
    Parameter("owned step", 160, 15, 60),
    Parameter("general servers", 7.0, 0.6, 2.0),
    Parameter("lead of a finance lease", 23.5, 2.0, 6.0),
    Parameter("letters of intent written a year", 33, 3, 10),
    Parameter("leases of the first half-year", 75, 20, 80),
    Parameter("last lease signed by June 2023", 640, 60, 300),
)
"""MW, $M a MW, months, days from the start."""


def settings(p: Values) -> list[str]:
    """The keys of the baseline that the parameters set, as `--set` takes them."""
    level, growth = p["owned level"], p["owned step"]
    soon, last = p["leases of the first half-year"], START + timedelta(days=round(p["last lease signed by June 2023"]))
    leases = _spans((*HALVES[:2], last), [soon, 1233 - soon])
    started = _spans(HALVES[:5], [level + k * growth for k in range(4)])
    later = _spans(HALVES[4:], [level + k * growth for k in (4, 5)])
    later.append("{first_day: 2026-07-01, last_day: 2033-03-31, capacity: 11800 MW}")
    return [
        f"portfolios[owned-started].ready=[{', '.join(started)}]",
        f"portfolios[owned-started].total={round(4 * level + 6 * growth)} MW",
        f"portfolios[owned-planned].ready=[{', '.join(later)}]",
        f"portfolios[owned-planned].total={round(2 * level + 9 * growth) + 11800} MW",
        f"portfolios[ready-owned].total={round(p['ready at the start'])} MW",
        f"costs.servers.general=${p['general servers']:.4f}M/MW",
        f"pipelines[finance-lease].lead.median={p['lead of a finance lease']:.4f} months",
        f"portfolios[loi-stream].arrivals.rate={p['letters of intent written a year']:.4f}/year",
        f"portfolios[finance-signed].ready=[{', '.join(leases)}]",
    ]


def _spans(days: tuple[date, ...], megawatts: list[float]) -> list[str]:
    return [
        f"{{first_day: {first}, last_day: {end - timedelta(days=1)}, capacity: {mw:.3f} MW}}"
        for first, end, mw in zip(days, days[1:], megawatts, strict=False)
    ]


def figures(run: Results) -> dict[str, tuple[float, float, float]]:
    """What is fitted: the mean over replications, the figure aimed at, and its weight in the figure's own unit."""
    known = reported()
    capex, finance = by_quarter(run, "call_capex_usd"), by_quarter(run, "finance_leases_commenced_usd")
    long_lived = by_quarter(run, "long_lived_usd")
    found = {
        f"call capex {q}": _off(capex[q], known["call_capex", q], 0.05) for q in QUARTERS if q not in LEFT_OUT
    }
    for first, second in zip(QUARTERS[::2], QUARTERS[1::2], strict=True):
        total = known["finance_leases_commenced", first] + known["finance_leases_commenced", second]
        found[f"finance leases {first} and {second[-2:]}"] = _off(finance[first] + finance[second], total, 0.10)
    share = sum(long_lived[q] for q in QUARTERS[:4]) / sum(capex[q] for q in QUARTERS[:4])
    june = date(2024, 6, 1)
    leases = at_end_of(run, "leases_not_yet_commenced_usd", june) / BILLION
    construction = at_end_of(run, "construction_commitments_usd", june) / BILLION
    return found | {
        "long-lived share FY24": _off(share, 0.51, 0.08),
        "live Dec 2023": _off(at_end_of(run, "live_mw", date(2023, 12, 1)), 5090.0, 0.01),
        "leases not yet commenced June 2024": _off(leases, 117.0, 0.05),
        "construction committed June 2024": _off(construction, 35.4, 0.10),
        "programme FY25": _off(year(run, "programme_capex_usd", "FY25"), 82.0, 0.02),
    }  # fmt: skip


def _off(values: np.ndarray, aim: float, weight: float) -> tuple[float, float, float]:
    return float(np.mean(values)), aim, weight * aim


def simulate(p: Values, replications: int) -> dict[str, tuple[float, float, float]]:
    """The figures at some values of the parameters."""
    return figures(simulated(Order(build(load(BASELINE, overrides=settings(p)).scenario), "", replications)))


def fitted(say: Callable[[str], object], replications: int) -> dict[str, float]:
    """The parameters that fit best; says what they were fitted to."""
    now = {q.name: q.now for q in PARAMETERS}
    base = simulate(now, replications)
    off = np.array([(mean - aim) / weight for mean, aim, weight in base.values()])
    slopes = np.zeros((len(base), len(PARAMETERS)))
    for j, q in enumerate(PARAMETERS):
        moved = simulate(now | {q.name: q.now + q.step}, replications)
        slopes[:, j] = [(moved[name][0] - base[name][0]) / base[name][2] * q.pull / q.step for name in base]
    pulled = np.vstack([slopes, np.eye(len(PARAMETERS))])
    best = lsq_linear(pulled, np.concatenate([-off, np.zeros(len(PARAMETERS))]), bounds=(-1.0, 1.0))
    after = off + slopes @ best.x
    for i, (name, (mean, aim, _)) in enumerate(base.items()):
        effects = "  ".join(f"{slope * q.step / q.pull:+.2f}" for slope, q in zip(slopes[i], PARAMETERS, strict=True))
        say(f"{name:38} {mean:9.2f} aim {aim:9.2f}  off {off[i]:+.2f} -> {after[i]:+.2f}  by a step each: {effects}")
    return {q.name: q.now + q.pull * x for q, x in zip(PARAMETERS, best.x, strict=True)}


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--replications", type=int, default=150)
    found = fitted(lambda line: sys.stdout.write(f"{line}\n"), asked.parse_args().replications)
    for parameter in PARAMETERS:
        sys.stdout.write(f"{parameter.name:38} {parameter.now:9.3f} -> {found[parameter.name]:9.3f}\n")
