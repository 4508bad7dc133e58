"""Tables of the run itself from a scenario: months, years with envelopes, rules, wake-ups."""

import numpy as np

from sim.events import codes
from sim.policy.funding import FUNDING_RULES
from sim.policy.options import OPTION_RULES
from sim.policy.placement import PLACEMENT_RULES
from sim.policy.python import place_of
from sim.policy.response import RESPONSE_RULES
from sim.policy.review import REVIEW_RULES
from sim.scenario.copula import matrix_of, triangle_of
from sim.streams import stream_key
from sim.world import tables_run as rows
from sim.world.lists import Lists
from sim.world.naming import Naming
from sim.world.rows import array


def uncertainties(n: Naming, lists: Lists) -> np.ndarray:
    """One row an uncertainty, by id, with what it takes over from the normal numbers of those before it."""
    made = array(rows.Uncertainty, len(n.uncertainties), weights=-1, factor=1.0)
    triangle = triangle_of(matrix_of([u.id for u in n.uncertainties], n.scenario.correlations))
    assert triangle is not None, "correlations that contradict each other are refused before"
    for i, (row, u) in enumerate(zip(made, n.uncertainties, strict=True)):
        row["key"], row["dist"] = stream_key(f"uncertainty.{u.id}"), lists.dist(u.factor)
        if any(triangle[i][:i]):
            row["weights"] = lists.points(triangle[i][: i + 1], [0.0] * (i + 1))
    return made


def months(n: Naming) -> np.ndarray:
    """Every month and one row more for the horizon."""
    years = sorted(set(n.fiscal_years))
    made = array(rows.Month, len(n.fiscal_years) + 1)
    for m, day in enumerate(n.month_dates):
        made[m]["start"] = n.instant(day)
        made[m]["year"] = years.index(n.fiscal_years[min(m, len(n.fiscal_years) - 1)])
    return made


def years(n: Naming) -> np.ndarray:
    """Every fiscal year with its envelope."""
    numbers = sorted(set(n.fiscal_years))
    made = array(rows.Year, len(numbers))
    for row, number in zip(made, numbers, strict=True):
        row["fiscal_year"] = number
        row["first_month"] = n.fiscal_years.index(number)
        row["end_month"] = row["first_month"] + n.fiscal_years.count(number)
        row["opens"] = n.instant(n.month_dates[row["first_month"]])
    for envelope in n.scenario.capex.envelopes:
        if envelope.fiscal_year in numbers:
            row = made[numbers.index(envelope.fiscal_year)]
            row["envelope"] = 1 if envelope.kind == "soft" else 2
            row["amount_usd"] = envelope.amount
            row["known"] = 0 if envelope.known_from is None else n.instant(envelope.known_from)
            row["scope"] = sum(1 << codes.ASSETS.index(asset) for asset in envelope.scope)
            row["carry_over"] = envelope.carry_over
    return made


def rules(n: Naming) -> tuple[np.ndarray, dict[str, int]]:
    """The rule table, and the first row of each response policy, of the review, of placement, funding and options."""
    """The rule table, and the first row of each response policy, of the review, of placement and funding, and of each
    kind that an action sets.
    """
    made: list[tuple] = []
    first: dict[str, int] = {}
    for policy in n.scenario.agreement.responses:
        first[policy.id] = len(made)
        made.extend((rule, RESPONSE_RULES) for rule in policy.rules)
    first["review:"] = len(made)
    made.extend((rule, REVIEW_RULES) for rule in n.scenario.review.rules)
    first["placement:"] = len(made)
    made.append((n.scenario.agreement.placement, PLACEMENT_RULES))
    first["funding:"] = len(made)
    made.append((n.scenario.capex.funding, FUNDING_RULES))
    first["options:"] = len(made)
    made.append((n.scenario.operator.options, OPTION_RULES))
    for action in n.actions:
        if action.action == "set_policy":
            first[f"{action.id}:review"] = len(made)
            made.extend((rule, REVIEW_RULES) for rule in action.review or [])
            for kind, known in (("placement", PLACEMENT_RULES), ("funding", FUNDING_RULES)):
                first[f"{action.id}:{kind}"] = len(made)
                made.extend((rule, known) for rule in [getattr(action, kind)] if rule is not None)
    table = array(rows.Rule, len(made), workload=-1, function=-1)
    for row, (rule, kinds) in zip(table, made, strict=True):
        row["code"] = kinds.index(type(rule))
        for field in set(table.dtype.names or ()) & set(type(rule).model_fields):
            row[field] = _number(field, getattr(rule, field), n)
        if rule.kind == "python":
            row["function"] = place_of(rule.name)
    return table, first


def _number(field: str, value, n: Naming):
    """A rule's field as the number its row holds: ids become indexes, dates instants."""
    if field in ("unwilling", "workload"):
        return -1 if value is None else n.index["classes"][value]
    if field == "grade":
        return codes.GRADES.index(value)
    if field == "at":
        return n.instant(value)
    return value


def wakes(counts: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Rows of pending wake-ups, and the first of each kind, from the number of entities each kind may wake."""
    first = np.concatenate([[0], np.cumsum(counts)])
    return array(rows.Wake, int(first[-1]), due=-1), array(rows.Kind, len(counts), first=first[:-1])
