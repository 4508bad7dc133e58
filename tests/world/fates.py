"""What became of every kW that was asked for, told by a log alone: each ends in one way or is open at the horizon."""

from collections import Counter, defaultdict

from sim.events import codes, kinds

ENDS = {kinds.REQUEST_ENDED: "served", kinds.REQUEST_UNSERVED: "unserved", kinds.REQUEST_LEFT: "left",
        kinds.REQUEST_SHED: "shed"}  # fmt: skip


class Fates:
    """kW by the way they ended, for each request as it was asked; parts count towards the one they were cut from."""

    def __init__(self, array):
        self.asked: dict[int, int] = {}
        self.partner: set[int] = set()
        self.ended: dict[int, Counter] = defaultdict(Counter)
        self.open: dict[int, tuple[int, int]] = {}
        """Of each row that is not over: whose it is, and its kW."""
        columns = [array[name].tolist() for name in ("event", "entity", "kw", "value", "holder", "client", "workload")]
        for event, entity, kw, value, holder, client, workload in zip(*columns, strict=True):
            if workload < 0:
                continue
            if event == kinds.REQUEST_MADE:
                assert entity not in self.asked
                self.asked[entity] = kw
                self.open[entity] = (entity, kw)
                if client == codes.PARTNER:
                    self.partner.add(entity)
            elif event == kinds.REQUEST_PARTED:
                whose, whole = self.open[value]
                assert 0 < kw < whole
                assert entity not in self.open
                self.open[value], self.open[entity] = (whose, whole - kw), (whose, kw)
            else:
                assert self.open[entity][1] == kw, "a row tells of all kW of its request or part"
            if event in ENDS:
                whose, _ = self.open.pop(entity)
                self.ended[whose][ENDS[event], holder] += kw

    def hold(self):
        """Every kW asked for ended in one way or is open."""
        left = Counter()
        for whose, kw in self.open.values():
            left[whose] += kw
        for request, kw in self.asked.items():
            assert sum(self.ended[request].values()) + left[request] == kw
        return self

    def kw(self, way, holder=None):
        """kW that ended in a way."""
        return sum(n for ways in self.ended.values() for (w, h), n in ways.items() if w == way and holder in (None, h))
