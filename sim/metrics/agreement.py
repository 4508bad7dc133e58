"""What became of the partner's requests, by the month in which they were made, and where its load runs.

Each request, or part of one, counts once towards a figure, with all its MW, however often it was offered and
answered. Taken by the operator, by providers, unserved and open (the rest) sum to what was asked: what leaves the
operator and looks again counts where it ends up. The operator's answers beside them may overlap: one unable at
first may exercise later.
"""

from dataclasses import replace

import numpy as np

from sim.events import codes, kinds
from sim.metrics.capacity import in_service
from sim.metrics.declared import Posting, Scalar, Series, When
from sim.metrics.folded import Folded
from sim.metrics.said import Floats
from sim.quantities.durations import SECONDS_PER_MONTH

PARTNER = (codes.PARTNER,)
UNABLE = tuple(code for code in range(len(codes.REASONS)) if code != codes.UNWILLING)


def fate(name: str, title: str, *postings: Posting, by: tuple[str, ...] = ("grade",)) -> Series:
    """MW of the partner's requests that something happened to, by the month of the request."""
    return Series(f"{name}_mw", "MW", "flow", title, by, postings, once=True)


def to_request(event: int, reason: tuple[int, ...] | None = None, operator: bool | None = None) -> Posting:
    """Rows about the partner's requests."""
    return Posting(event, when=When.ASKED, client=PARTNER, reason=reason, operator=operator)


def of_partner(postings: tuple[Posting, ...]) -> tuple[Posting, ...]:
    """The same postings for the partner's requests only."""
    return tuple(replace(posting, client=PARTNER) for posting in postings)


def months_late(folded: Folded) -> Floats:
    """Median over the partner's requests served after the warm-up of the time from wanted start to service; NaN if
    none was.
    """
    served = folded.rows(kinds.REQUEST_SERVED)
    counts = served["instant"] >= max(1, folded.plan.counted_from)
    counts &= served["client"] == codes.PARTNER
    of, late = served["replication"][counts], served["value"][counts]
    each = np.split(late, np.searchsorted(of, np.arange(1, folded.count)))
    return np.array([np.median(of_one) / SECONDS_PER_MONTH if len(of_one) else np.nan for of_one in each])


METRICS = (
    fate("asked", "Asked by the partner", to_request(kinds.REQUEST_MADE)),
    fate("reserved_operator", "Taken by the operator", to_request(kinds.REQUEST_RESERVED, operator=True),
         replace(to_request(kinds.REQUEST_RETURNED, operator=True), sign=-1)),
    fate("reserved_provider", "Taken by providers", to_request(kinds.REQUEST_RESERVED, operator=False),
         by=("grade", "holder")),
    fate("unserved", "Served by nobody", to_request(kinds.REQUEST_UNSERVED)),
    fate("left", "Promised and not served", to_request(kinds.REQUEST_LEFT),
         to_request(kinds.REQUEST_RETURNED, operator=True)),
    fate("returned", "Promised, not served and back on the market", to_request(kinds.REQUEST_RETURNED, operator=True)),
    fate("declined_unable", "Operator unable",
         to_request(kinds.OFFER_DECLINED, UNABLE),
         to_request(kinds.WAIVER_GRANTED, (codes.WAITED, codes.DATED))),
    fate("declined_unwilling", "Operator unwilling", to_request(kinds.OFFER_DECLINED, (codes.UNWILLING,))),
    fate("offers_lapsed", "Offers lapsed", to_request(kinds.OFFER_LAPSED)),
    Series("partner_at_operator_mw", "MW", "level", "Partner's load at the operator", ("region", "grade"),
           of_partner(in_service(operator=True))),
    Series("partner_elsewhere_mw", "MW", "level", "Partner's load elsewhere", ("grade", "holder"),
           of_partner(in_service(operator=False))),
    Scalar("partner_median_months_late", "months", "Median months from wanted start to service, partner",
           months_late, rows=(kinds.REQUEST_SERVED,)),
)  # fmt: skip
