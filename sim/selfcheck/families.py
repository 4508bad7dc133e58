"""All families of cases, in the order in which they are told."""

from sim.selfcheck.leases import LEASES
from sim.selfcheck.limits import LIMITS
from sim.selfcheck.loss import SEVERAL, SINGLE
from sim.selfcheck.overflow import OVERFLOW
from sim.selfcheck.transients import TRANSIENTS
from sim.selfcheck.waiting import WAITING

FAMILIES = (SINGLE, SEVERAL, WAITING, OVERFLOW, LIMITS, TRANSIENTS, LEASES)
