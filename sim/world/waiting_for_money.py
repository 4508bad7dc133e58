"""Who waits for money: a list of sites and one of tranches, in no order, so that nobody has to look at all there are.

Whoever waits no more stays listed until somebody comes by.
"""

from sim.world.kernel import kernel


@kernel
def list_site(w, s):
    """A site's contracts or signing wait for money."""
    site = w.sites[s]
    if site.listed == 0:
        site.listed = 1
        site.next_listed = w.run[0].waiting_site
        w.run[0].waiting_site = s


@kernel
def list_tranche(w, t):
    """A tranche's IT waits for money."""
    tranche = w.tranches[t]
    if tranche.listed == 0:
        tranche.listed = 1
        tranche.next_listed = w.run[0].waiting_tranche
        w.run[0].waiting_tranche = t


@kernel
def next_site(w, s):
    """The site behind another (behind -1 the first) of those that wait for money; -1 behind the last."""
    following = w.run[0].waiting_site if s < 0 else w.sites[s].next_listed
    while following >= 0 and w.sites[following].contracts_let != 2 and w.sites[following].money_waits == 0:
        w.sites[following].listed = 0
        following = w.sites[following].next_listed
    if s < 0:
        w.run[0].waiting_site = following
    else:
        w.sites[s].next_listed = following
    return following


@kernel
def next_tranche(w, t):
    """The tranche behind another (behind -1 the first) of those that wait for money; -1 behind the last."""
    following = w.run[0].waiting_tranche if t < 0 else w.tranches[t].next_listed
    while following >= 0 and w.tranches[following].ordered != 2:
        w.tranches[following].listed = 0
        following = w.tranches[following].next_listed
    if t < 0:
        w.run[0].waiting_tranche = following
    else:
        w.tranches[t].next_listed = following
    return following
