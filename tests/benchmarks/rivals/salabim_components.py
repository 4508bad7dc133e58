"""The benchmark's scenario in salabim: a component for each request, which honours what it can't have at once."""

import random

import salabim as sim
from loss_system import LossSystem, Told, measure

sim.yieldless(False)


class Requests(sim.Component):
    """Requests come as a Poisson stream."""

    def setup(self, system: LossSystem, places: sim.Resource, draw: random.Random) -> None:
        """What it makes requests of."""
        self.system, self.places, self.draw = system, places, draw
        self.made = self.lost = 0

    def process(self):
        """Make them."""
        while True:
            yield self.hold(self.draw.expovariate(self.system.requests_per_hour))
            Request(source=self)


class Request(sim.Component):
    """It is served where there is room, else given up."""

    def setup(self, source: Requests) -> None:
        """Whose it is."""
        self.source = source

    def process(self):
        """From its offer to its end."""
        self.source.made += 1
        yield self.request(self.source.places, fail_delay=0)
        if self.failed():
            self.source.lost += 1
            return
        yield self.hold(self.source.draw.expovariate(1 / self.source.system.mean_hours))
        self.release()


def replicate(system: LossSystem, seed: int) -> Told:
    """One replication."""
    env = sim.Environment(trace=False, random_seed=seed)
    source = Requests(system=system, places=sim.Resource(capacity=system.servers), draw=random.Random(seed))
    env.run(till=system.horizon_hours)
    return Told(source.made, source.lost)


if __name__ == "__main__":
    measure(replicate)
