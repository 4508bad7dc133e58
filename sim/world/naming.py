"""Ids to indexes: every list of a scenario in the order of id, so that shuffling a file changes nothing."""

from dataclasses import dataclass, field
from datetime import date

from sim.quantities.calendar import add_months, fiscal_year_of, instant_of
from sim.scenario.distribution_base import Distribution
from sim.scenario.scenario import Scenario
from sim.scenario.uncertainties import factors_of, moments

FISCAL_MONTH = {"march": 3, "june": 6, "september": 9, "december": 12}
AREAS = ("us", "europe", "asia_pacific", "other")


@dataclass(frozen=True)
class Naming:
    """Sorted lists of a scenario and the index of each id."""

    scenario: Scenario
    regions: tuple
    providers: tuple
    rivals: tuple
    pipelines: tuple
    terms: tuple
    uncertainties: tuple
    sites: tuple
    portfolios: tuple
    classes: tuple
    baselines: tuple
    actions: tuple
    regimes: tuple
    month_dates: tuple[date, ...]
    fiscal_years: tuple[int, ...]
    index: dict[str, dict[str, int]] = field(repr=False)

    def instant(self, day: date) -> int:
        """Seconds from the scenario's start to a day."""
        return instant_of(day, self.scenario.horizon.start)

    def holder(self, name: str) -> int:
        """0 for the operator, then the providers."""
        return 0 if name == "operator" else 1 + self.index["providers"][name]

    def region(self, name: str) -> int:
        """Index of a region."""
        return self.index["regions"][name]

    def terms_or_none(self, name: str | None) -> int:
        """Index of lease terms, -1 for none."""
        return -1 if name is None else self.index["terms"][name]

    def moments(self, drawn: Distribution) -> tuple[float, float]:
        """Mean and variance of a draw, with the uncertainty that it is scaled by."""
        return moments(drawn, factors_of(self.scenario.uncertainties))

    def mean(self, drawn: Distribution) -> float:
        """Mean of a draw, with the uncertainty that it is scaled by."""
        return self.moments(drawn)[0]

    @property
    def horizon(self) -> int:
        """Instant at which the scenario ends."""
        return self.instant(self.month_dates[-1])


def _by_id(items) -> tuple:
    return tuple(sorted(items, key=lambda item: item.id))


def name(s: Scenario) -> Naming:
    """Sort a scenario's lists and number them."""
    months = [s.horizon.start]
    while months[-1] <= s.horizon.last_day:
        months.append(add_months(s.horizon.start, len(months)))
    last = FISCAL_MONTH[s.horizon.fiscal_year_ends]
    lists = {
        "regions": _by_id(s.regions), "providers": _by_id(s.providers), "rivals": _by_id(s.rivals),
        "pipelines": _by_id(s.pipelines), "terms": _by_id(s.lease_terms),
        "uncertainties": _by_id(s.uncertainties), "sites": _by_id(s.sites),
        "portfolios": _by_id(s.portfolios), "classes": _by_id(s.demand.classes),
        "baselines": _by_id(s.demand.baseline), "actions": _by_id(s.timeline),
        "regimes": tuple(sorted(s.agreement.regimes, key=lambda r: (r.first_day, r.id))),
    }
    index = {key: {item.id: i for i, item in enumerate(items)} for key, items in lists.items()}
    return Naming(scenario=s, month_dates=tuple(months), index=index,
                  fiscal_years=tuple(fiscal_year_of(day, last) for day in months[:-1]), **lists)
