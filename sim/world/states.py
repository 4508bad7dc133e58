"""Where a request stands; it ends as ENDED, UNSERVED, LEFT or SHED, or is open at the horizon."""

ASKED = 1  # made, nobody has accepted it
OFFERED = 2  # put to the operator, its window open
RESERVED = 3  # accepted, not yet due
DUE = 4  # accepted and due, waiting for live capacity
IN_SERVICE = 5
ENDED = 6  # served to its end
UNSERVED = 7  # never accepted
LEFT = 8  # accepted, not served by its latest start
SHED = 9  # lost its place in service
