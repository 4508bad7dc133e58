"""Who waits for money: a list of sites and one of tranches, in no order, so that nobody has to look at all there are.

Whoever waits no more stays listed until somebody comes by.
"""

from sim.world.kernel import kernel


@kernel
def list_site(w, s):
    """A site's contracts or signing wait for money."""
    site = w.sites[s]
    if site.next_waiting == 0:
        site.next_waiting = w.run[0].waiting_site + 2
        w.run[0].waiting_site = s


@kernel
def list_tranche(w, t):
    """A tranche's IT waits for money."""
    tranche = w.tranches[t]
    if tranche.next_waiting == 0:
        tranche.next_waiting = w.run[0].waiting_tranche + 2
        w.run[0].waiting_tranche = t


@kernel
def next_site(w, s):
    """The site behind another (behind -1 the first) of those that wait for money; -1 behind the last."""
    following = w.run[0].waiting_site if s < 0 else w.sites[s].next_waiting - 2
    while following >= 0 and w.sites[following].contracts_let != 2 and w.sites[following].money_waits == 0:
        after = w.sites[following].next_waiting - 2
        w.sites[following].next_waiting = 0
        following = after
    if s < 0:
        w.run[0].waiting_site = following
    else:
        w.sites[s].next_waiting = following + 2
    return following


@kernel
def next_tranche(w, t):
    """The tranche behind another (behind -1 the first) of those that wait for money; -1 behind the last."""
    following = w.run[0].waiting_tranche if t < 0 else w.tranches[t].next_waiting - 2
    while following >= 0 and w.tranches[following].ordered != 2:
        after = w.tranches[following].next_waiting - 2
        w.tranches[following].next_waiting = 0
        following = after
    if t < 0:
        w.run[0].waiting_tranche = following
    else:
        w.tranches[t].next_waiting = following + 2
    return following
