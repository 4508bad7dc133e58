"""The numbers and names of a log row as a phrase takes them: MW, dollars, days, reasons."""

from collections.abc import Callable

from sim.events import codes, kinds
from sim.plots.words import signed
from sim.quantities.durations import NEVER, SECONDS_PER_DAY
from sim.quantities.power import KW_PER_MW
from sim.report.explain_words import MOMENTS, PHRASES, REASONS, STAGES, STARTS, WAYS
from sim.runs.logbook import Entry
from sim.world.layout import Layout

MILLIONTHS = 1_000_000
AMOUNTS = ((1e9, "bn"), (1e6, "M"), (1e3, "k"))


def phrase(entry: Entry, layout: Layout) -> str:
    """What happened, without its subject: `ready for service: 30 MW, 25 days late, for lack of power`."""
    told: str = PHRASES[entry.event].format_map(Fields(entry, layout))
    return told


def mw_text(kw: int) -> str:
    """Critical IT power: `30 MW`, `12.5 MW`."""
    mw = kw / KW_PER_MW
    digits = 0 if abs(mw) >= 100 or kw % KW_PER_MW == 0 else 1
    return f"{round(mw, digits) + 0.0:,.{digits}f} MW".replace("-", "−")


def usd_text(usd: float) -> str:
    """Dollars in three or four digits: `$2.29bn`, `$660M`."""
    scale, unit = next(((scale, unit) for scale, unit in AMOUNTS if abs(usd) >= scale), (1.0, ""))
    amount = abs(usd) / scale
    digits = 0 if not unit or amount >= 100 else 1 if amount >= 10 else 2
    text = f"{amount:,.{digits}f}"
    return ("−" if usd < 0 else "") + "$" + (text.rstrip("0").rstrip(".") if "." in text else text) + unit


def span_text(seconds: int) -> str:
    """A length of time in days: `25 days`."""
    days = round(seconds / SECONDS_PER_DAY)
    return f"{days:,} day" + ("" if abs(days) == 1 else "s")


class Fields(dict[str, str]):
    """Fields of a phrase, each made when it is asked for."""

    def __init__(self, entry: Entry, layout: Layout) -> None:
        super().__init__()
        self._row, self._words, self._layout = entry.numbers, entry.words, layout
        self._event = entry.event

    def __missing__(self, name: str) -> str:
        """A name that the row bears, or a number of it in words."""
        made: Callable[[], str] | None = getattr(self, f"_{name}", None)
        if made is not None:
            return made()
        if name == "holder":
            return self._holder_name()
        return self._words.get(name, "nobody" if name == "other" else f"no {name}")

    def _mw(self) -> str:
        return mw_text(self._row["kw"])

    def _mw_signed(self) -> str:
        mw = self._row["kw"] / KW_PER_MW
        return f"{signed(mw, 0 if abs(mw) >= 100 else 1)} MW"

    def _usd(self) -> str:
        return usd_text(self._row["dollars"])

    def _value_usd(self) -> str:
        return usd_text(self._row["value"])

    def _value(self) -> str:
        return str(self._row["value"])

    def _basis(self) -> str:
        return str(self._row["basis"])

    def _level(self) -> str:
        return mw_text(self._row["value"])

    def _day(self) -> str:
        instant = self._row["value"]
        return "a day that is not stated" if instant >= NEVER else self._layout.date_of(instant).isoformat()

    def _span(self) -> str:
        return span_text(self._row["value"])

    def _late(self) -> str:
        late = self._row["value"]
        if abs(late) < SECONDS_PER_DAY:
            return ", on time" if self._event == kinds.TRANCHE_READY and self._row["cause"] >= 0 else ""
        return f", {span_text(abs(late))} {'late' if late > 0 else 'early'}"

    def _because(self) -> str:
        reason = self._words.get("reason")
        if reason is None or (self._event == kinds.TRANCHE_READY and self._row["value"] == 0):
            return ""
        return f", {REASONS[reason]}"

    def _headroom(self) -> str:
        if self._row["value"] == 0 and self._row["reason"] == codes.UNWILLING:
            return ""
        return f"; headroom seen {mw_text(self._row['value'])}"

    def _from_day(self) -> str:
        return f" from {self._day()}" if self._row["value"] > self._row["instant"] else ""

    def _due(self) -> str:
        return f", due on {self._day()}" if self._row["value"] > self._row["instant"] else ""

    def _done(self) -> str:
        return f": {self._mw()}" if self._row["kw"] else ""

    def _surplus(self) -> str:
        kw = self._row["kw"]
        told = "a shortage" if kw < 0 else "a surplus"
        return f"{told} of {mw_text(abs(kw))} of {self['grade']}"

    def _wanted(self) -> str:
        kw = self._row["value"]
        return "nothing done" if kw == 0 else f"{mw_text(abs(kw))} {'to be let go' if kw > 0 else 'to be found'}"

    def _place(self) -> str:
        return ", ".join(self._words[name] for name in ("region", "grade") if name in self._words)

    def _region(self) -> str:
        region = self._words.get("region")
        return f" in {region}" if region else ""

    def _stage(self) -> str:
        stage = self._words.get("stage", "")
        return STAGES.get(stage, stage)

    def _holder_name(self) -> str:
        holder = self._words.get("holder")
        return "the operator" if holder == "operator" else holder or "nobody"

    def _regime(self) -> str:
        return codes.REGIMES[self._row["value"]].replace("_", " ")

    def _moment(self) -> str:
        return MOMENTS[self._row["basis"]]

    def _start(self) -> str:
        item = self._row["item"]
        return STARTS[item] if self._row["basis"] < 0 else f"spending on {codes.ASSETS[item]}"

    def _way(self) -> str:
        return WAYS[self._row["basis"]]

    def _next_best(self) -> str:
        per_mw = self._row["value"]
        return f"; the next best {usd_text(per_mw)} per MW" if per_mw >= 0 else ""

    def _factor(self) -> str:
        return f"{self._row['value'] / MILLIONTHS:.3f}"
