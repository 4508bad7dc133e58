"""Which rows of requests are those of requests: the table has room for more, and what stands there means nothing."""

from sim.world.kernel import kernel


@kernel
def spans_of_requests(w):
    """How many spans of rows there are: of the start, of each class, of parts."""
    return len(w.workloads) + 2


@kernel
def requests_in(w, span):
    """The requests made so far in one of them; in all of them in turn they come in the order of their rows."""
    run = w.run[0]
    if span == 0:
        return range(run.opening_requests)
    if span <= len(w.workloads):
        workload = w.workloads[span - 1]
        return range(workload.first_request, workload.first_request + workload.made)
    return range(run.first_part, run.first_part + run.parts)
