"""A policy of one's own: a plain function for each decision, named in a scenario as `policies.cautious:respond`.

It gets the view that the shipped rules of the same kind get (`sim/policy/`): numbers, and nothing that the operator
could not know. It must say the same to the same view: nothing of the time of day, no random numbers of its own.
"""

FEWEST_SPARE_SHARE = 0.25
"""An assumption: a quarter of the headroom is to be left."""
RELEASE_SHARE = 2
"""An assumption: at most half of a surplus goes in one review."""


def respond(offer):
    """Exercise where a quarter of the expected headroom is left afterwards."""
    return offer.asked_kw <= offer.headroom_kw * (1 - FEWEST_SPARE_SHARE)


def review(view):
    """Release half of what exceeds demand; take nothing back. Whole kW."""
    return max(view.supply_kw - view.demand_kw, 0) // RELEASE_SHARE


def place(region):
    """The region that is left with least: fill up before opening another. The smallest score is taken."""
    return region.headroom_kw


def fund(start):
    """Small starts first. The largest number goes first."""
    return -start.kw
