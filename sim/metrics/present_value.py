"""Net present value of the operator's cash, and what is committed beyond the horizon beside it.

Discounted by (1 + rate)^(days / 365.25) from the scenario's start at the operator's rate: a month's cash at its end,
payments of leases one by one, contracted revenue evenly over what is left of it, capex committed and not paid as if it
were paid a payment term after the horizon, which is sooner than it will be. Take-or-pay of later years is left out:
what open requests are billed counts towards it.
"""

from typing import NamedTuple

import numpy as np

from sim.accounting.measure import discount_factors
from sim.events import kinds
from sim.metrics import start_kernel as k
from sim.metrics.contracts import OPEN, contracts
from sim.metrics.contracts import ROWS as OF_CONTRACTS
from sim.metrics.declared import Integers, Numbers, Scalar
from sim.metrics.folded import Folded
from sim.metrics.plan import Plan
from sim.metrics.revised import revised_payments, revisions
from sim.metrics.said import Course, Floats
from sim.metrics.start_years import FOLLOWED, rolled
from sim.quantities.durations import NEVER, SECONDS_PER_MONTH
from sim.quantities.power import KW_PER_MW

OF_REQUESTS = (kinds.REQUEST_RESERVED, kinds.REQUEST_LEFT_OPEN)


class Beyond(NamedTuple):
    """What is committed beyond the horizon."""

    usd: Floats
    """By replication, and so below."""
    present_value: Floats


class Tail(NamedTuple):
    """What a dollar of year-1 rent on some terms still pays."""

    left: Floats
    """From each month of age on."""
    worth: Floats
    """Its value at commencement."""
    due: Floats
    """From the horizon on, at the mean of what stood on the first day: dollars, and their value at the start."""


def discounted(plan: Plan, seconds: Integers | Floats) -> Floats:
    """What a dollar at some instants is worth at the scenario's start."""
    return discount_factors(plan.layout.scenario.operator.discount_rate, seconds)


def horizon(plan: Plan) -> int:
    """Instant of the horizon."""
    return int(plan.starts[-1])


def within(folded: Folded) -> Floats:
    """Cash of each month after the warm-up, at its end."""
    ends = folded.plan.starts[1 + folded.plan.warm_up :]
    value: Floats = (folded.total("cash_flow_usd") * discounted(folded.plan, ends)).sum(axis=1)
    return value


def leases(folded: Folded) -> Beyond:
    """Payments of leases and services signed by the horizon that are due from it on, less what subtenants pay."""
    commenced, signed, back = _commenced(folded), _not_yet_commenced(folded), _sublet(folded)
    return Beyond(commenced.usd + signed.usd - back.usd,
                  commenced.present_value + signed.present_value - back.present_value)  # fmt: skip


def _commenced(folded: Folded) -> Beyond:
    held, usd, value = folded.shared(contracts), np.zeros(folded.count), np.zeros(folded.count)
    runs = held.end == OPEN
    for place, changes in folded.shared(revisions).items():
        if runs[place]:
            payments = revised_payments(folded, held, place, changes)
            due = held.start[place] + np.arange(len(payments)) * SECONDS_PER_MONTH
            later = payments * (due >= horizon(folded.plan))
            usd[held.replication[place]] += later.sum()
            value[held.replication[place]] += (later * discounted(folded.plan, due)).sum()
            runs[place] = False
    for place, course in enumerate(folded.plan.said.courses):
        tail = folded.plan.known(tails)[place]
        own = runs & (held.terms == place) & (held.opening == 0)
        due = _months_until_horizon(folded.plan, held.start[own]).clip(max=len(course.payments))
        of, scale = held.replication[own], held.payments[own] / course.total
        usd += folded.by_replication(of, scale * tail.left[due])
        value += folded.by_replication(of, scale * discounted(folded.plan, held.start[own]) * tail.worth[due])
        opening = runs & (held.terms == place) & (held.opening == 1)
        rents = folded.by_replication(held.replication[opening], held.payments[opening])
        usd += rents * tail.due[0]
        value += rents * tail.due[1]
    return Beyond(usd, value)


def tails(plan: Plan) -> tuple[Tail, ...]:
    """Those of each lease terms."""
    return tuple(_tail(plan, course) for course in plan.said.courses)


def _tail(plan: Plan, course: Course) -> Tail:
    payments = np.array([*course.payments, 0.0])
    months = np.arange(len(payments)) * SECONDS_PER_MONTH
    left = np.cumsum(payments[::-1])[::-1]
    worth = np.cumsum((payments * discounted(plan, months))[::-1])[::-1]
    ages = np.arange(course.months)
    due = (ages + _months_until_horizon(plan, np.zeros(1, dtype=np.int64))).clip(max=len(course.payments))
    means = left[due].mean(), (worth[due] / discounted(plan, ages * SECONDS_PER_MONTH)).mean()
    return Tail(left, worth, np.array(means))


def _months_until_horizon(plan: Plan, start: Integers) -> Integers:
    """Place of the first payment that is due at the horizon or later."""
    months: Integers = -((start - horizon(plan)) // SECONDS_PER_MONTH)
    return months.clip(min=0)


def _not_yet_commenced(folded: Folded) -> Beyond:
    tranches, said = folded.shared(rolled)[1], folded.plan.said
    of, place = np.nonzero((tranches[..., k.USD_OF] > 0) & (tranches[..., k.SITE_OF] >= 0))
    lines = tranches[of, place]
    leased = said.terms_of_site[lines[:, k.SITE_OF]] >= 0
    of, lines = of[leased], lines[leased]
    usd, dates = lines[:, k.USD_OF], lines[:, k.DATE_OF]
    worth = np.array([tail.worth[0] / course.total for tail, course in
                      zip(folded.plan.known(tails), said.courses, strict=True)])  # fmt: skip
    value = usd * worth[said.terms_of_site[lines[:, k.SITE_OF]]] * discounted(folded.plan, dates)
    return Beyond(folded.by_replication(of, usd), folded.by_replication(of, value))


def capex(folded: Folded) -> Beyond:
    """Capex committed and not paid at the horizon."""
    open_now = folded.total("open_commitments_usd") + folded.total("capex_payable_usd")
    usd: Floats = open_now[:, -1].astype(np.float64)
    paid = horizon(folded.plan) + folded.layout.scenario.costs.payment_terms
    return Beyond(usd, usd * discounted(folded.plan, np.array(paid)))


def revenue(folded: Folded) -> Beyond:
    """Price, the class's or one that was matched, of what the operator has promised or serves, from the horizon to its
    contracted end; where it has none, as what was in service at the start may not, nothing is contracted beyond.
    """
    left, promised = (folded.rows(event) for event in (kinds.REQUEST_LEFT_OPEN, kinds.REQUEST_RESERVED))
    left = left[(left["holder"] == 0) & (left["value"] < NEVER)]
    requests = 1 + max(int(rows["entity"].max(initial=0)) for rows in (left, promised))
    due = np.full((folded.count, requests), horizon(folded.plan))
    due[promised["replication"], promised["entity"]] = promised["value"]  # of the same request, the last row stands
    first = np.maximum(due[left["replication"], left["entity"]], horizon(folded.plan))
    monthly = (folded.plan.said.prices[left["workload"]] + left["dollars"] / KW_PER_MW) * left["kw"]
    return _even(folded, left["replication"], monthly, first, left["value"])


def _sublet(folded: Folded) -> Beyond:
    rows = folded.rows(kinds.LEASE_SUBLET)
    return _even(folded, rows["replication"], rows["dollars"], np.full(len(rows), horizon(folded.plan)), rows["value"])


def _even(folded: Folded, of: Integers, monthly: Numbers, first: Integers, last: Integers) -> Beyond:
    """So many dollars a month of some replications, evenly from one instant to another."""
    months = np.maximum(last - first, 0) / SECONDS_PER_MONTH
    growth = np.log1p(folded.layout.scenario.operator.discount_rate) / 12
    at_first = -np.expm1(-growth * months) / growth if growth != 0 else months
    even = discounted(folded.plan, first) * at_first
    return Beyond(folded.by_replication(of, monthly * months), folded.by_replication(of, monthly * even))


def whole(folded: Folded) -> Floats:
    """Within the horizon, and beyond it: revenue less leases and capex."""
    beyond = folded.shared(revenue).present_value - folded.shared(leases).present_value
    return within(folded) + beyond - folded.shared(capex).present_value


ROWS = tuple(dict.fromkeys((*OF_CONTRACTS, *FOLLOWED, *OF_REQUESTS, kinds.LEASE_SUBLET)))
PARTS = {"leases": (leases, "payments of leases and services"), "capex": (capex, "capex committed and not paid"),
         "revenue": (revenue, "revenue of what is promised or served")}  # fmt: skip


def _of(part: str, field: str, how: str) -> Scalar:
    compute, title = PARTS[part]
    name = f"beyond_{part}_usd" if field == "usd" else f"beyond_{part}_pv_usd"
    return Scalar(name, "$", f"Beyond the horizon, {how}: {title}",
                  lambda folded: getattr(folded.shared(compute), field), rows=ROWS)  # fmt: skip


METRICS = (
    Scalar("npv_within_usd", "$", "Net present value of cash within the horizon", within),
    *(_of(part, field, how) for part in PARTS
      for field, how in (("usd", "undiscounted"), ("present_value", "present value"))),
    Scalar("npv_usd", "$", "Net present value of cash, with what is committed beyond the horizon", whole, rows=ROWS),
)  # fmt: skip
