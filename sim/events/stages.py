"""The stages of a tranche, in the order it goes through them; every tranche is in exactly one."""

SLOT = 0  # a place in the tables that nothing fills yet
PLANNED = 1  # owned, announced, not building
LOI = 2
SOQ = 3
SIGNED = 4
BUILDING = 5
READY = 6
LIVE = 7
ENDED = 8  # expired or retired
RELEASED = 9  # lapsed or cancelled: the landlord goes on without the operator
TAKEN = 10  # a rival took it
RETROFIT = 11  # general capacity being rebuilt for ai: not supply until it is ready and live again

NAMES = ("slot", "planned", "loi", "soq", "signed", "building", "ready", "live", "ended", "released", "taken",
         "retrofit")
