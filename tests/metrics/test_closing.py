"""On the baseline's own logs every roll-forward and bridge closes to the dollar, month by month."""

from pathlib import Path

import numpy as np
import pytest

from sim.metrics import Measures, Plan, measure
from sim.scenario.load import load
from sim.world.engines import simulate
from sim.world.model import build

BASELINE = Path(__file__).parents[2] / "scenarios" / "baseline.yaml"
MODEL = build(load(BASELINE).scenario)
PLAN = Plan.of(MODEL.layout)


@pytest.fixture(scope="module", params=[0, 1])
def measured(request) -> Measures:
    return measure(simulate(MODEL, request.param, "simpy"), PLAN)


def total(measures, metric, **names):
    """By month over all cells that have these names."""
    cells = [
        values for key, values in measures.series.items()
        if key.metric == metric and all(getattr(key, name) == value for name, value in names.items())
    ]  # fmt: skip
    return np.sum(cells, axis=0) if cells else np.zeros(PLAN.months, dtype=np.int64)


def change(measures, metric):
    opening = sum(value for key, value in measures.opening.items() if key.metric == metric)
    return np.diff(total(measures, metric), prepend=opening)


@pytest.mark.parametrize(("balance", "rises", "falls"), [
    ("finance_lease_liability_usd", ("finance_leases_commenced_usd", "finance_lease_interest_usd"),
     ("finance_lease_payments_usd", "finance_lease_ended_usd")),
    ("right_of_use_usd", ("finance_leases_commenced_usd",),
     ("right_of_use_amortisation_usd", "right_of_use_ended_usd")),
    ("leases_not_yet_commenced_usd", ("leases_signed_usd",), ("leases_commenced_usd", "leases_taken_back_usd")),
    ("leases_not_yet_commenced_mw", ("leases_signed_mw",), ("leases_commenced_mw", "leases_taken_back_mw")),
    ("open_commitments_usd", ("committed_usd",), ("accrued_usd",)),
    ("capex_payable_usd", ("accrued_usd",), ("paid_usd",)),
])  # fmt: skip
def test_a_balance_is_the_one_before_with_what_came_and_went(measured, balance, rises, falls):
    flows = sum(total(measured, name) for name in rises) - sum(total(measured, name) for name in falls)
    assert total(measured, balance).any()
    assert (change(measured, balance) == flows).all()


def test_the_call_basis_is_cash_and_what_is_owed_more_and_finance_leases(measured):
    bridge = sum(total(measured, name) for name in ("paid_usd", "payable_change_usd", "finance_leases_commenced_usd"))
    assert (total(measured, "call_capex_usd") == bridge).all()


def test_interest_is_near_the_rate_on_the_liability(measured):
    owed, interest = (total(measured, f"finance_lease_{name}_usd") for name in ("liability", "interest"))
    rate = interest[1:] / owed[:-1] * 12
    # 4.5 % a year is 4.41 % in twelve steps; leases that commence within a month bear interest in it too.
    assert ((rate > 0.040) & (rate < 0.055)).all()


def test_the_partner_is_billed_its_commitment_where_it_fell_short_and_else_more(measured):
    short, earned = total(measured, "shortfall_billed_usd"), total(measured, "revenue_usd", client="partner")
    years = np.array(MODEL.layout.fiscal_years)
    amounts = {
        year.fiscal_year: commitment.take_or_pay * year.amount
        for commitment in MODEL.scenario.agreement.commitments for year in commitment.by_year
    }  # fmt: skip
    assert amounts
    for year, amount in amounts.items():
        billed, missing = earned[years == year].sum(), short[years == year].sum()
        assert billed + missing == pytest.approx(max(amount, billed), abs=10)


def test_the_cost_of_capacity_is_that_of_its_parts(measured):
    parts = ("depreciation_usd", "right_of_use_amortisation_usd", "finance_lease_interest_usd", "rent_usd",
             "services_usd")  # fmt: skip
    assert (total(measured, "capacity_cost_usd") == sum(total(measured, name) for name in parts)).all()
    assert (total(measured, "idle_cost_usd") <= total(measured, "capacity_cost_usd")).all()


@pytest.mark.parametrize("unit", ["usd", "mw"])
def test_every_start_year_rolls_forward_and_all_years_are_the_whole_stock(measured, unit):
    years = sorted({key.start for key in measured.series if key.metric == f"leases_by_start_{unit}"})
    assert {"FY2025", "FY2026", "later"} <= set(years)

    def of_year(part, year):
        return total(measured, f"leases_by_start_{part}{unit}", start=year)

    for year in years:
        opening = sum(value for key, value in measured.opening.items()
                      if key.metric == f"leases_by_start_{unit}" and key.start == year)  # fmt: skip
        moved = of_year("signed_", year) - of_year("commenced_", year) - of_year("taken_back_", year)
        assert (np.diff(of_year("", year), prepend=opening) == moved + of_year("redated_", year)).all()
    assert (total(measured, f"leases_by_start_redated_{unit}") == 0).all()
    whole = total(measured, f"leases_not_yet_commenced_{unit}")
    outside = MODEL.scenario.capex.other_leases if unit == "usd" else 0
    assert (total(measured, f"leases_by_start_{unit}") == whole - outside).all()
    for part in ("signed", "commenced", "taken_back"):
        assert (total(measured, f"leases_by_start_{part}_{unit}") == total(measured, f"leases_{part}_{unit}")).all()


def test_a_lease_commences_in_the_year_in_which_it_was_last_expected(measured):
    """But for what is overdue in the last month of a year: that is expected at the next month's start."""
    years = np.array(MODEL.layout.fiscal_years)
    commenced = total(measured, "leases_by_start_commenced_mw")
    as_expected = sum(
        np.where(years == year, total(measured, "leases_by_start_commenced_mw", start=f"FY{year}"), 0)
        for year in sorted(set(years))
    )  # fmt: skip
    assert commenced.sum() > 5_000_000
    last_of_year = np.append(years[1:] != years[:-1], True)
    assert (as_expected == commenced)[~last_of_year].all()
