"""Which events move a tranche from stage to stage, and which reasons are a decision of the operator."""

from sim.events import codes, kinds, stages

ENTERED_BY = {
    stages.SOQ: (kinds.LOI_CONVERTED,),
    stages.SIGNED: (kinds.LEASE_SIGNED,),
    stages.BUILDING: (kinds.BUILDING_STARTED, kinds.RELEASE_RECONTRACTED),
    stages.READY: (kinds.TRANCHE_READY, kinds.RETROFIT_ENDED),
    stages.LIVE: (kinds.TRANCHE_LIVE,),
    stages.RELEASED: (kinds.LEASE_LAPSED, kinds.LEASE_CANCELLED, kinds.LEASE_VACATED),
    stages.TAKEN: (kinds.RELEASE_TAKEN,),
    stages.RETROFIT: (kinds.TRANCHE_REGRADED,),
}
"""The events that bring a tranche into a stage, apart from its declaration."""
ON_PURPOSE = (codes.ACTION, codes.REVIEW, codes.LONG_STOP)
"""Reasons of what the operator let go or put off, past a landlord's long-stop too; not those of ordinary attrition."""
