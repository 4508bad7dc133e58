"""Tables of markets from a scenario: paths of rents, the grid's steps, options of leases."""

import math

import numpy as np

from sim.accounting.measure import present_value
from sim.accounting.schedule import due
from sim.policy.options import BREAK, EXTENSION, REVIEW
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.streams import stream_key
from sim.world import tables_market as rows
from sim.world.build_courses import level_at
from sim.world.build_money import monthly_rents, payments
from sim.world.lists import Lists
from sim.world.naming import Naming
from sim.world.rows import array


def markets(n: Naming, lists: Lists) -> np.ndarray:
    """One row a region."""
    made = array(rows.Market, len(n.regions), slip=-1)
    first = 0
    for row, region in zip(made, n.regions, strict=True):
        row["key"] = stream_key(f"market:{region.id}")
        if region.rent_path is not None:
            row["moves"], row["volatility"] = 1, region.rent_path.volatility / math.sqrt(12)
        if region.power is not None:
            row["grid"], row["slip"] = 1, lists.dist(region.power.slip)
            row["first_step"], row["step_count"] = first, len(region.power.steps)
            first += len(region.power.steps)
    return made


def rents(n: Naming) -> np.ndarray:
    """Base and index of each region's rent in each month; 1 where it has no path."""
    months = len(n.fiscal_years)
    made = array(rows.Rent, len(n.regions) * months, base=1.0, index=1.0)
    for r, region in enumerate(n.regions):
        for m in range(months if region.rent_path is not None else 0):
            level = level_at(region.rent_path, n.instant(n.month_dates[m]), n)
            made[r * months + m]["base"] = made[r * months + m]["index"] = level
    return made


def power_steps(n: Naming) -> np.ndarray:
    """One row a dated step, region by region in the order of dates, then ids."""
    listed = [(r, step) for r, region in enumerate(n.regions) if region.power is not None
              for step in sorted(region.power.steps, key=lambda step: (step.at, step.id))]  # fmt: skip
    made = array(rows.PowerStep, len(listed))
    for row, (r, step) in zip(made, listed, strict=False):
        row["key"], row["region"] = stream_key(f"power:{n.regions[r].id}:{step.id}"), r
        row["kw"], row["at"] = step.capacity, n.instant(step.at)
    return made


def options(n: Naming) -> np.ndarray:
    """The options of each terms in each region, in the order of the rows of terms."""
    listed = [(terms, region, option) for terms in n.terms for region in n.regions for option in terms.options]
    made = array(rows.Option, len(listed), at=-1)
    for row, (terms, region, option) in zip(made, listed, strict=False):
        row["notice"], row["fee_months"], row["share"] = option.notice, option.fee_months, option.share
        if option.kind == "break":
            row["kind"] = BREAK
            row["at"] = -1 if option.at is None else n.instant(option.at)
            row["after"] = (option.after_years or 0) * 12 * SECONDS_PER_MONTH
            continue
        row["kind"], row["market"] = EXTENSION, option.rent == "market"
        if option.kind == "rent_review":
            row["kind"], row["after"] = REVIEW, option.after_years * 12 * SECONDS_PER_MONTH
        else:
            row["seconds"] = option.years * 12 * SECONDS_PER_MONTH
        stream = new_payments(terms, option)
        rent = (terms.rent if option.stated_rent is None else option.stated_rent) * region.rent_index
        row["undiscounted"] = rent * math.fsum(stream)
        ahead = option.notice / SECONDS_PER_MONTH
        row["present_value"] = rent * present_value(stream, revised_rate(terms, option), first=ahead)
    return made


def revised_rate(terms, option) -> float:
    """Rate at which a lease is remeasured on the day that it uses an option."""
    return terms.discount_rate if option.discount_rate is None else option.discount_rate


def new_payments(terms, option) -> list[float]:
    """Monthly payments that an extension adds, or of a review to the term's end, per dollar of year-1 monthly rent."""
    years = terms.term_years - option.after_years if option.kind == "rent_review" else option.years
    if option.rent == "market" or option.stated_rent is not None:
        return payments(terms.model_copy(update={"term_years": years, "rent_free_months": 0}))
    before = sum(o.years for o in terms.options[: terms.options.index(option)] if o.kind == "extension")
    whole = monthly_rents(terms.model_copy(update={"term_years": terms.term_years + before + years}))
    return due(whole[-years * 12 :], terms.months_paid_together, in_arrears=terms.in_arrears)
