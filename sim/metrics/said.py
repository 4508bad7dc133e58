"""What the scenario says of sites, leases and prices, by the numbers that log rows carry."""

from functools import cached_property
from math import fsum

import numpy as np
import numpy.typing as npt

from sim.accounting.measure import growth, liability_at, operating_cost_by, present_value, straight_line
from sim.accounting.running import months_before
from sim.accounting.schedule import earned_by, paid_by, settled_by
from sim.events import codes
from sim.quantities.durations import SECONDS_PER_MONTH
from sim.scenario.supply import Portfolio, Site
from sim.scenario.terms import LeaseTerms
from sim.world.build_money import classified, monthly_rents, payments
from sim.world.layout import Layout

AMOUNTS = ("owed", "kept", "paid", "cost", "earned", "month_by_month", "settled")
"""Amounts of a course, in the order of the tables that the compiled loop reads."""
STOCKS = ("owed", "kept")
"""Those that are what is left; the others are totals."""
DUE = ("owed", "paid")
"""Those that move at the instant of a payment: a month ends just before the next month's first instant."""

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Course:
    """What a lease pays, owes and costs over its life, per dollar of its monthly rent in year 1."""

    def __init__(self, terms: LeaseTerms) -> None:
        self.terms = terms
        self.payments = payments(terms)
        """By the month at whose start they are due: in arrears the last is due when the term ends."""
        self.rents = monthly_rents(terms)
        self.total = fsum(self.payments)
        self.value = present_value(self.payments, terms.discount_rate)
        self.months = len(self.rents)

    def owed(self, age: Floats) -> Floats:
        """Value of what is still to be paid at an age in months."""
        return liability_at(self.payments, self.terms.discount_rate, age)

    def paid(self, age: Floats) -> Floats:
        """Paid by an age."""
        return paid_by(self.payments, age)

    def kept(self, age: Floats) -> Floats:
        """What is left of the right of use, written off evenly."""
        return straight_line(self.value, self.months, age)

    def cost(self, age: Floats) -> Floats:
        """Total cost of an operating lease by an age: one even amount a month."""
        return operating_cost_by(self.rents, age)

    def earned(self, age: Floats) -> Floats:
        """Total rent of a service by an age, as it runs."""
        return earned_by(self.rents, age)

    def settled(self, age: Floats) -> Floats:
        """Paid by an age at which it ends: in arrears, what has run of a period too."""
        if not self.terms.in_arrears:
            return self.paid(age)
        return settled_by(self.payments, self.terms.months_paid_together, age)

    def month_by_month(self, age: Floats) -> Floats:
        """Paid after the end of the term, month by month at its last rent."""
        after: Floats = self.rents[-1] * np.maximum(age - self.months, 0.0)
        return after


class Said:
    """Sites, lease terms, regions and classes as arrays; -1 or 0 where the scenario says nothing."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._of_regions: dict[str, Floats] = {}
        said = layout.scenario
        named: dict[str, Site | Portfolio] = {site.id: site for site in said.sites}
        named |= {portfolio.id: portfolio for portfolio in said.portfolios}
        self.terms = tuple(sorted(said.lease_terms, key=lambda terms: terms.id))
        places = {terms.id: i for i, terms in enumerate(self.terms)}
        count = max((r.first + r.count for r in layout.sites), default=0) + 1
        self.terms_of_site = np.full(count, -1, dtype=np.int64)
        self.tenure_of_site = np.full(count, -1, dtype=np.int64)
        self.shell_site = np.zeros(count, dtype=bool)
        for sites in layout.sites:
            thing = named.get(sites.id)
            if thing is not None and thing.holder == "operator":
                span = slice(sites.first, sites.first + sites.count)
                self.terms_of_site[span] = places.get(thing.terms or "", -1)
                self.tenure_of_site[span] = codes.TENURES.index(thing.tenure)
                self.shell_site[span] = thing.tenure == "leased" and thing.delivery == "powered_shell"

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        """One for each lease terms, in the order of `terms`."""
        return tuple(Course(terms) for terms in self.terms)

    @cached_property
    def course_tables(self) -> tuple[Floats, Floats, Floats, Floats, Integers]:
        """By lease terms: amounts by whole months of age, what is owed as of commencement; growth of a liability in a
        month and from the start to each month start; scales of payments and value; months, and 1 for arrears.
        """
        longest = max((course.months for course in self.courses), default=0)
        tables = np.zeros((len(self.courses), len(AMOUNTS), longest + 2))
        for i, course in enumerate(self.courses):
            ages = np.arange(longest + 2, dtype=np.float64)
            tables[i] = [getattr(course, name)(ages) for name in AMOUNTS]
        grows = np.array([growth(course.terms.discount_rate) for course in self.courses])
        tables[:, AMOUNTS.index("owed")] /= grows[:, None] ** np.arange(longest + 2)
        grown = grows[:, None] ** (self.layout.month_starts / SECONDS_PER_MONTH)
        scales = np.array([(course.total, course.value) for course in self.courses])
        spans = [(course.months, course.terms.in_arrears) for course in self.courses]
        return tables, grows, grown, scales, np.array(spans, dtype=np.int64).reshape(-1, 2)

    @cached_property
    def opening_table(self) -> Floats:
        """By lease terms, what a dollar of opening rent pays, owes and costs by each month start.

        The mean over leases of every age from none to the term: shape (terms, amounts, months + 1).
        """
        starts = self.layout.month_starts
        table = np.zeros((len(self.courses), len(AMOUNTS), len(starts)))
        for i, course in enumerate(self.courses):
            behind = np.arange(course.months, dtype=np.float64)[:, None]
            for j, name in enumerate(AMOUNTS):
                ages = months_before(np.maximum(starts, 1)) if name in DUE else starts / SECONDS_PER_MONTH
                amounts = getattr(course, name)(behind + ages)
                before = 0.0 if name in STOCKS else getattr(course, name)(behind)
                table[i, j] = (amounts - before).mean(axis=0)
        return table

    def of_regions(self, field: str) -> Floats:
        """A number of each region, and 0 for rows that name none."""
        if field not in self._of_regions:
            regions = {region.id: region for region in self.layout.scenario.regions}
            numbers = [getattr(regions[name], field) for name in self.layout.regions]
            self._of_regions[field] = np.array([*numbers, 0.0])
        return self._of_regions[field]

    @cached_property
    def months_per_second(self) -> Floats:
        """By month, what a second is of a month in its fiscal year: months of the year over its seconds."""
        years = np.array(self.layout.fiscal_years)
        months = (years[:, None] == years[None, :]).astype(np.int64)
        found: Floats = months.sum(axis=1) / (months * np.diff(self.layout.month_starts)).sum(axis=1)
        return found

    @cached_property
    def prices(self) -> Floats:
        """Price per kW and month of each workload class; 0 for rows of none."""
        classes = {c.id: c.price for c in self.layout.scenario.demand.classes}
        return np.array([*(classes.get(name, 0.0) for name in self.layout.classes), 0.0])

    @cached_property
    def server_ages(self) -> dict[tuple[int, int], float]:
        """Months that servers have behind them at the start, where a tranche says so, by site and place in it."""
        firsts = {sites.id: sites.first for sites in self.layout.sites if sites.single}
        return {(firsts[site.id], place): tranche.servers_age / SECONDS_PER_MONTH
                for site in self.layout.scenario.sites if site.id in firsts
                for place, tranche in enumerate(site.tranches) if tranche.servers_age is not None}  # fmt: skip

    @cached_property
    def facilities(self) -> list[tuple[float, float, npt.NDArray[np.bool_]]]:
        """Life in months and price per kW of what the operator builds, and at which sites: its own, and powered shells.

        In a shell it is written off over the term where that is shorter.
        """
        costs = self.layout.scenario.costs
        life = costs.facility_life / SECONDS_PER_MONTH
        found = [(life, costs.facility, self.tenure_of_site == codes.OWNED)]
        for i, course in enumerate(self.courses):
            found.append((min(life, course.months), costs.shell_fit, self.shell_site & (self.terms_of_site == i)))
        return [kind for kind in found if kind[2].any()]

    @cached_property
    def programme(self) -> Integers:
        """1 where an asset is within the scope of its fiscal year's envelope, by asset, and none, and month."""
        envelopes = sorted(self.layout.scenario.capex.envelopes, key=lambda e: e.fiscal_year)
        counts = np.ones((len(codes.ASSETS) + 1, self.layout.months + 1), dtype=np.int64)
        for month, year in enumerate(self.layout.fiscal_years):
            earlier = [e for e in envelopes if e.fiscal_year <= year] or envelopes[:1]
            scope = [*earlier[-1].scope] if earlier else [*codes.ASSETS]
            counts[:, month + 1] = [*(asset in scope for asset in codes.ASSETS), False]
        return counts

    @cached_property
    def rents(self) -> Floats:
        """Rent of year 1 per kW and month, by lease terms and region; a last row and column of zeros for none."""
        rents = np.zeros((len(self.terms) + 1, len(self.layout.regions) + 1))
        rents[:-1] = np.outer([terms.rent for terms in self.terms], self.of_regions("rent_index"))
        return rents

    @cached_property
    def direct_costs(self) -> Floats:
        """Initial direct costs per kW, by lease terms."""
        return np.array([terms.initial_direct_costs for terms in self.terms])

    @cached_property
    def incentives(self) -> Floats:
        """The landlord's incentive per kW, by lease terms."""
        return np.array([terms.incentive for terms in self.terms])

    @cached_property
    def is_finance(self) -> npt.NDArray[np.bool_]:
        """Whether a lease on some terms in a region is a finance lease, by lease terms and region."""
        found = np.zeros(self.rents.shape, dtype=bool)
        for i, course in enumerate(self.courses):
            found[i] = [classified(course.terms, rent * course.value)[0] for rent in self.rents[i]]
        return found
