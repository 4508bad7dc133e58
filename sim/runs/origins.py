"""Where in its scenario an event comes from: the keys of the action, the clause or the input behind a row.

A row tells what happened; why it could happen then is said by the scenario: the site that stands there, the step of
the pipeline that took so long, the regime and the response policy that were in force.
"""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from sim.events import codes, kinds, stages
from sim.runs.logbook import Entry, Logbook
from sim.scenario.supply import Portfolio, Site
from sim.world.layout import Range

REVIEW = "portfolio-review"
"""What the log calls the portfolio review where it acts."""
ACTIONS = (kinds.ACTION_TAKEN, kinds.ACTION_FELL_SHORT, kinds.ACTION_ANNOUNCED)
BY_NAME: dict[int, str] = {
    kinds.REVIEW_HELD: "review.rules",
    kinds.REGIME_STARTED: "agreement.regimes[{about}]",
    kinds.UNCERTAINTY_DRAWN: "uncertainties[{about}]",
    kinds.BASELINE_STEPPED: "demand.baseline[{root}].path",
    kinds.PATH_SWITCHED: "demand.baseline[{root}].path",
    kinds.POWER_ENERGISED: "regions[{region}].power",
    kinds.POWER_ALLOTTED: "regions[{region}].power",
    kinds.RENT_STEPPED: "regions[{about}]",
    kinds.REQUEST_UNSERVED: "demand.classes[{workload}].patience",
    kinds.RELEASE_TAKEN: "backfill",
    kinds.CAPEX_PAID: "costs.payment_terms",
    kinds.MONEY_REDEPLOYED: "capex.freed",
}
"""The key behind each row of a kind, by the names that it bears."""
BY_REGIME = (kinds.OFFER_MADE, kinds.OFFER_LAPSED, kinds.OFFER_ASKED_ANEW, kinds.TERMS_NAMED, kinds.REQUEST_WAITED,
             kinds.REQUEST_RETURNED)  # fmt: skip
"""Events that the terms of a regime decide alone."""
ANSWERS = (kinds.OFFER_EXERCISED, kinds.OFFER_MATCHED, kinds.OFFER_DECLINED)
STEPS = {
    kinds.LOI_CONVERTED: "loi", kinds.LEASE_SIGNED: "soq", kinds.BUILDING_STARTED: "build",
    kinds.TRANCHE_LIVE: "fit_out",
}  # fmt: skip
"""The step of its pipeline that an event ends."""
LATE = {codes.POWER: "power_slip", codes.CONSTRUCTION: "slip"}
NOT_CONVERTED = {stages.LOI: "loi_converts", stages.SOQ: "soq_converts"}
BY_LEASE = (
    kinds.LEASE_COMMITTED, kinds.FINANCE_LEASE_COMMENCED, kinds.OPERATING_LEASE_COMMENCED, kinds.RELEASE_FEE_DUE,
    *range(kinds.DELAY_CREDITED, kinds.OPTION_PASSED + 1), kinds.LEASE_VACATED, kinds.LEASE_SUBLET,
    kinds.RENT_REVIEWED,
)  # fmt: skip
"""Events that the terms of a lease decide."""
MONEY = (kinds.CAPEX_COMMITTED, kinds.CAPEX_DECLARED, kinds.CAPEX_ACCRUED)
PRICES = {
    codes.LAND: "costs.land", codes.FACILITY: "costs.facility", codes.SERVERS: "costs.servers",
    codes.REFRESH_GENERAL: "costs.it_life", codes.REFRESH_AI: "costs.it_life", codes.OTHER_CAPEX: "capex.other",
    codes.REDEPLOYED: "capex.freed",
}  # fmt: skip
"""What an asset's dollars come from."""
OPENING = ("in_service", "reserved", "waiting")
OPENED = (kinds.REQUEST_RESERVED, kinds.REQUEST_SERVED)


class _Dated(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def first_day(self) -> date: ...


class Origins:
    """The keys of a scenario behind the rows of its logs, as `--set` takes them: `sites[iowa-1]`."""

    def __init__(self, book: Logbook) -> None:
        self._book = book
        self._said = book.layout.scenario
        self._sites: dict[str, Site | Portfolio] = {site.id: site for site in self._said.sites}
        self._opening = {each.id: block for block in OPENING for each in getattr(self._said.demand, block)}
        self._portfolios: dict[str, Site | Portfolio] = {each.id: each for each in self._said.portfolios}

    def of(self, entry: Entry) -> list[str]:
        """The keys behind a row, the most telling first; none where nothing but its cause is."""
        if entry.event in ACTIONS:
            return ["review" if entry.about == REVIEW else f"timeline[{entry.about}]"]
        if entry.event in BY_NAME:
            return [BY_NAME[entry.event].format(**entry.words, about=entry.about, root=entry.about.partition("/")[0])]
        return self._of_year(entry) or self._of_request(entry) or self._of_site(entry)

    def _of_year(self, entry: Entry) -> list[str]:
        """The envelope or commitment of a fiscal year behind what was told of it, or lacked money in it."""
        event = entry.event
        if event in (kinds.ENVELOPE_OPENED, kinds.ENVELOPE_EXCEEDED):
            return self._envelopes(entry.numbers["entity"])
        if event == kinds.SHORTFALL_BILLED:
            return [f"agreement.commitments[{each.id}]" for each in self._said.agreement.commitments]
        if entry.numbers["reason"] == codes.MONEY and event not in ANSWERS:
            return self._envelopes(self._fiscal_year(entry))
        return []

    def _envelopes(self, year: int) -> list[str]:
        return [f"capex.envelopes[{each.id}]" for each in self._said.capex.envelopes if each.fiscal_year == year]

    def _fiscal_year(self, entry: Entry) -> int:
        """That of the month which a row about money belongs to, else that of its instant."""
        layout, row = self._book.layout, entry.numbers
        month = int(layout.month_starts.searchsorted(row["instant"], side="right")) - 1
        if row["basis"] >= 0:
            month = row["value"]
        return layout.fiscal_years[min(max(month, 0), layout.months - 1)]

    def _of_request(self, entry: Entry) -> list[str]:
        """The class that a request comes from, or the terms and the policy by which it is answered."""
        event, reason = entry.event, entry.numbers["reason"]
        opened = event in OPENED and entry.numbers["cause"] < 0 and entry.about in self._opening
        if event == kinds.REQUEST_MADE or opened:
            return [self._asked(entry)]
        if event == kinds.REQUEST_ENDED and reason == codes.TERM:
            asked = self._asked(entry)
            return [asked if asked.startswith("demand.in_service") else asked.replace("arrivals", "duration")]
        if event == kinds.WAIVER_GRANTED and reason == codes.DATED:
            return ["agreement.waivers", "agreement.standing_approvals"]
        if event in BY_REGIME or event == kinds.WAIVER_GRANTED:
            return [self._regime(entry)]
        if event == kinds.REQUEST_RESERVED and entry.numbers["holder"] > 0:
            return [f"providers[{entry.words['holder']}]"]
        if event in ANSWERS:
            able = event != kinds.OFFER_DECLINED or reason == codes.UNWILLING
            policy = _in_force(self._said.agreement.responses, self._day(entry)) if able else None
            return [*([f"agreement.responses[{policy}]"] if policy else []), self._regime(entry)]
        return []

    def _asked(self, entry: Entry) -> str:
        """What is open at the start is declared one by one; the rest arrives by the rates of its class."""
        block = self._opening.get(entry.about)
        return f"demand.{block}[{entry.about}]" if block else f"demand.classes[{entry.words['workload']}].arrivals"

    def _of_site(self, entry: Entry) -> list[str]:
        """The site, the step of its pipeline, the terms of its lease or the price behind a row about a tranche."""
        event, item = entry.event, entry.numbers["item"]
        priced = [PRICES[item]] if event in MONEY and item in PRICES else []
        site = self._site(entry.numbers["other"])
        if site is None or not entry.about:
            return priced
        listed = self._sites if site.single else self._portfolios
        own = f"{'sites' if site.single else 'portfolios'}[{site.id}]"
        if event == kinds.TRANCHE_DECLARED:
            return [own]
        first = [own] if entry.numbers["cause"] < 0 else []
        if event in MONEY:
            return [*first, *(self._facility(entry, listed[site.id]) if item == codes.FACILITY else priced)]
        terms = listed[site.id].terms
        if event in BY_LEASE:
            return [*first, *([f"lease_terms[{terms}]"] if terms else [])]
        if event == kinds.TRANCHE_ENDED:
            return [own if terms is None or _has_an_end(listed[site.id]) else f"lease_terms[{terms}].term_years"]
        if event == kinds.SLIP_ANNOUNCED and entry.numbers["reason"] == codes.POWER:
            return [f"regions[{entry.words['region']}].power"]
        step = self._step(entry)
        return [f"pipelines[{listed[site.id].pipeline}].{step}" if step else own] if step is not None else []

    def _facility(self, entry: Entry, thing: Site | Portfolio) -> list[str]:
        """The price of what is built: a retrofit's, told just before, the tenant's part of a shell, or a facility's."""
        before = (self._book.entry(at) for at in range(max(entry.position - 2, 0), entry.position))
        if any(row.event == kinds.RETROFIT_BEGUN and row.numbers["other"] == entry.numbers["other"] for row in before):
            return ["costs.retrofit"]
        return ["costs.shell_fit" if thing.tenure == "leased" else PRICES[codes.FACILITY]]

    def _step(self, entry: Entry) -> str | None:
        """The field of a pipeline that a row goes by; nothing where its site's dates do, None where neither does."""
        event, reason = entry.event, entry.numbers["reason"]
        if event == kinds.TRANCHE_READY:
            return LATE.get(reason, "") if entry.numbers["value"] else ""
        if event == kinds.LEASE_LAPSED and reason == codes.ATTRITION:
            return NOT_CONVERTED.get(entry.numbers["item"])
        return STEPS.get(event)

    def _site(self, index: int) -> Range | None:
        return next((r for r in self._book.layout.sites if r.first <= index < r.first + r.count), None)

    def _regime(self, entry: Entry) -> str:
        """The regime whose terms an offer keeps: that in force when it was made."""
        made = entry
        for position in self._book.causes(entry.position, 1):
            cause = self._book.entry(position)
            made = cause if cause.event == kinds.OFFER_MADE and cause.about == entry.about else entry
        regimes = self._said.agreement.regimes
        return f"agreement.regimes[{_in_force(regimes, self._day(made)) or regimes[0].id}]"

    def _day(self, entry: Entry) -> date:
        return self._book.layout.date_of(entry.numbers["instant"])


def _has_an_end(thing: Site | Portfolio) -> bool:
    """Whether what is live says itself when it ends, in place of its lease's term."""
    if isinstance(thing, Portfolio):
        return thing.live_ends is not None
    return any(tranche.ends is not None for tranche in thing.tranches)


def _in_force(entries: Sequence[_Dated], day: date) -> str | None:
    """Of what holds from a first day on, the one that holds on a day: the last that has begun."""
    begun = [each for each in entries if each.first_day <= day]
    return max(begun, key=lambda each: each.first_day).id if begun else None
