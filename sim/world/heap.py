"""The compiled engine's calendar: a heap of keys, four below each, and in front of it the few that are next.

Most of what an event schedules is due at its own instant or soon after, so it goes in and comes out at the front, and
never through the heap. What is kept here is in no order that a handler could see: keys come out by size.
"""

from sim.world.kernel import kernel

ROOT = 7
"""Row of the heap's smallest key. The rows before it are the front's, its smallest key last; four keys below one key
begin at a multiple of four, so that they lie together.
"""


@kernel
def push_on_heap(w, key):
    """Put a key into the calendar."""
    run = w.run[0]
    heap = w.heap
    at = ROOT + run.keys - run.front
    if at == len(heap):
        run.overflow = 1
        return
    run.keys += 1
    if run.front < ROOT and (at == ROOT or key < heap[ROOT].key):
        at = run.front
        run.front += 1
        while at > 0 and heap[at - 1].key < key:
            heap[at].key = heap[at - 1].key
            at -= 1
    else:
        while at > ROOT:
            parent = ((at - ROOT - 1) >> 2) + ROOT
            if heap[parent].key <= key:
                break
            heap[at].key = heap[parent].key
            at = parent
    heap[at].key = key


@kernel
def smallest_key(w):
    """The key that is next, of a calendar that must not be empty."""
    run = w.run[0]
    if run.front == 0:
        return w.heap[ROOT].key
    first = w.heap[run.front - 1].key
    return first if run.front == run.keys else min(first, w.heap[ROOT].key)


@kernel
def pop_from_heap(w):
    """Take the key that is next out of a calendar that must not be empty."""
    run = w.run[0]
    heap = w.heap
    run.keys -= 1
    if run.front > 0 and (run.front > run.keys or heap[run.front - 1].key <= heap[ROOT].key):
        run.front -= 1
        return heap[run.front].key
    smallest = heap[ROOT].key
    end = ROOT + run.keys - run.front
    _sift_down(w, end, heap[end].key)
    return smallest


@kernel
def _sift_down(w, end, key):
    """Put a key where the root was, in a heap that ends before `end`."""
    heap = w.heap
    at = ROOT
    child = ROOT + 1
    while child + 3 < end:
        low = child + (1 if heap[child + 1].key < heap[child].key else 0)
        high = child + (3 if heap[child + 3].key < heap[child + 2].key else 2)
        least = high if heap[high].key < heap[low].key else low
        if heap[least].key >= key:
            heap[at].key = key
            return
        heap[at].key = heap[least].key
        at = least
        child = 4 * at - 3 * ROOT + 1
    least = child
    for other in range(child + 1, end):
        if heap[other].key < heap[least].key:
            least = other
    if least < end and heap[least].key < key:
        heap[at].key = heap[least].key
        at = least
    heap[at].key = key
