"""The benchmark's scenario as SimPy's users write it: a generator process for each request, and one that makes them.

Each request is put to the operator, who answers by what is free now and expected at the month starts of its life; it
is reserved and served to its end, or gives up. Each event writes a log row of 18 columns, summed by kind at the end.
"""

import random
from collections import Counter

import simpy
from loss_system import LossSystem, Told, measure

HOURS_PER_MONTH = 730.5
KW = 1_000
PATIENCE = 1 / 3600


class Hall:
    """The operator's capacity, what it has promised at month starts to come, and the log."""

    def __init__(self, env: simpy.Environment, system: LossSystem) -> None:
        self.env = env
        self.system = system
        self.places = simpy.Resource(env, system.servers)
        self.promised = 0
        self.owed = [0] * (int(system.horizon_hours / HOURS_PER_MONTH) + 2)
        self.log: list[tuple] = []

    def tell(self, event: str, request: int, value: float = 0.0) -> None:
        """Write a row."""
        now = self.env.now
        self.log.append((0, len(self.log), now, event, request, 0, 0, 1, 0, 1, 0, KW, 0, -1, -1, -1, value, -1))

    def months(self, hours: float) -> range:
        """The month starts within a span that begins now."""
        first = int(self.env.now / HOURS_PER_MONTH) + 1
        return range(first, min(int((self.env.now + hours) / HOURS_PER_MONTH) + 1, len(self.owed)))

    def headroom(self, hours: float) -> int:
        """Least headroom now and at the month starts of a life that begins now."""
        least = self.system.servers - self.promised
        for month in self.months(hours):
            least = min(least, self.system.servers - self.owed[month])
        return least

    def promise(self, hours: float) -> None:
        """Reserve a place for a life that begins now."""
        for month in self.months(hours):
            self.owed[month] += 1


def requests(env: simpy.Environment, hall: Hall, draw: random.Random):
    """Requests come as a Poisson stream."""
    number = 0
    while True:
        yield env.timeout(draw.expovariate(hall.system.requests_per_hour))
        env.process(request(env, hall, number, draw.expovariate(1 / hall.system.mean_hours)))
        number += 1


def request(env: simpy.Environment, hall: Hall, number: int, hours: float):
    """A request is offered and answered in time, and where there is room served to its end; else it gives up."""
    hall.tell("made", number)
    gives_up = env.timeout(PATIENCE)
    answer = env.process(offer(env, hall, number, hours))
    answered = yield answer | gives_up
    if answer not in answered or not answered[answer]:
        yield gives_up
        hall.tell("unserved", number)
        return
    with hall.places.request() as place:
        yield place
        hall.tell("served", number)
        yield env.timeout(hours)
        hall.promised -= 1
    hall.tell("ended", number)


def offer(env: simpy.Environment, hall: Hall, number: int, hours: float):
    """The operator answers an offer with what it knows then, and reserves what it takes."""
    hall.tell("offered", number)
    yield env.timeout(0)
    headroom = hall.headroom(hours)
    able = headroom >= 1
    hall.tell("exercised" if able else "declined", number, headroom)
    if able:
        hall.promised += 1
        hall.promise(hours)
        hall.tell("reserved", number, env.now)
    return able


def month_ends(env: simpy.Environment, hall: Hall):
    """What is used is checked against what is there at each month's end."""
    while True:
        yield env.timeout(HOURS_PER_MONTH)
        if hall.places.count > hall.system.servers:
            raise RuntimeError("more is used than is live")


def replicate(system: LossSystem, seed: int) -> Told:
    """One replication."""
    env = simpy.Environment()
    hall = Hall(env, system)
    env.process(requests(env, hall, random.Random(seed)))
    env.process(month_ends(env, hall))
    env.run(until=system.horizon_hours)
    kinds, kw = Counter(), Counter()
    for row in hall.log:
        kinds[row[3]] += 1
        kw[row[3]] += row[11]
    return Told(kinds["made"], kw["declined"] // KW)


if __name__ == "__main__":
    measure(replicate)
