"""What Python programs and notebooks call: scenarios in, stored results out, the same as the command line's.

`import sim` reaches these as `sim.load`, `sim.run`, `sim.compare` and so on; nothing heavy is imported before one is
called. Tables are pyarrow's. Runs and comparisons show themselves in a notebook, and give pandas' data frames and
xarray's data sets where the extra `frames` is installed.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from sim.cli.comparing import put_report
from sim.metrics import catalogue
from sim.metrics.declared import Unit
from sim.report import frames, notebook
from sim.report.apart import Pair, pairs
from sim.runs import figure_values, store
from sim.runs.between import bridge as between
from sim.runs.candidates import Candidate, OfScenario, OfSweep, Values
from sim.runs.designs import morris
from sim.runs.folders import BRIDGES, RUNS, SWEEPS
from sim.runs.made import inputs_of
from sim.runs.periods import Floats
from sim.runs.prepared import prepare
from sim.runs.replicate import Workers
from sim.runs.results import Results
from sim.runs.stored_sweep import StoredSweep
from sim.runs.sweep import Simulation
from sim.scenario.designs import Morris, Saltelli
from sim.scenario.figure import Figure, wrong_figure
from sim.scenario.load import load as load_file
from sim.scenario.read import Loaded
from sim.scenario.resolved import resolved_yaml
from sim.scenario.scenario import Scenario
from sim.statistics import bridge_table, sweep_table
from sim.statistics.amounts import amount_above_zero
from sim.statistics.bridge_table import Bridged
from sim.statistics.compare import Comparison
from sim.statistics.compare import compare as compared
from sim.statistics.morris import Effects, elementary_effects
from sim.statistics.selecting import Asked, Selected, refuse_unpaired, selected
from sim.statistics.selecting import How as By
from sim.statistics.sobol import SobolIndices, sobol_indices
from sim.statistics.summary import Summary
from sim.statistics.valued import refuse_without_value
from sim.world.engines import Engine
from sim.world.model import build

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

OUT = "results"
Given: TypeAlias = str | Path | Loaded[Scenario]
"""A scenario: its file, or what `load` gave."""


@dataclass(frozen=True)
class How:
    """Where results go and what computes them."""

    out: str | Path = OUT
    engine: Engine = "compiled"
    jobs: int | None = None
    """Workers; one for each core where not given."""
    again: bool = False
    """Simulate even what is stored."""


USUAL = How()
SURELY = By()


class Run(Results):
    """A stored run as `run` gives it: in a notebook a small table and its capacity chart."""

    @classmethod
    def of(cls, results: Results) -> "Run":
        """The same run, able to show itself."""
        return cls(results.info, results.measured, results.scalars, results.folder, results.replay)

    def __repr__(self) -> str:
        return f"<run {self.folder_name}: n = {self.n:,}, seed {self.seed}>"

    def _repr_html_(self) -> str:
        return notebook.shown([self])

    def to_pandas(self, table: Literal["summary", "curves"] = "summary") -> "pd.DataFrame":
        """A data frame: `summary` has a line a figure, `curves` one a month and cell. Needs the extra `frames`."""
        if table not in ("summary", "curves"):
            raise ValueError(f"a run has the tables summary and curves, no {table!r}")
        return frames.data_frame(self.curves() if table == "curves" else self.summary())

    def to_xarray(self, *metrics: str) -> "xr.Dataset":
        """Every replication of some metrics by month, and by what each is split by. Needs the extra `frames`."""
        return frames.data_set(self, metrics)


@dataclass(frozen=True, repr=False)
class RunComparison(Comparison):
    """Runs beside the first as `compare` gives them: in a notebook a small table and the curves over each other."""

    results: tuple[Results, ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        return f"<comparison of {', '.join(self.runs)}: {self.figures} figures>"

    def _repr_html_(self) -> str:
        return notebook.shown(self.results)

    def to_pandas(self) -> "pd.DataFrame":
        """A data frame with a line a figure and run. Needs the extra `frames`."""
        return frames.data_frame(self.table())

    def to_xarray(self) -> "xr.Dataset":
        """The numbers of the same table by figure and run. Needs the extra `frames`."""
        return frames.by_figure_and_run(self.table())


def load(path: str | Path, variant: str | None = None,
         settings: Mapping[str, object] | None = None) -> Loaded[Scenario]:  # fmt: skip
    """The scenario of a file, checked, with a variant and single values laid over it (`{"seed": 7}`).

    Raises ScenarioErrors with every problem at its place.
    """
    overrides = [f"{key}={value}" for key, value in (settings or {}).items()]
    return load_file(path, variant=variant, overrides=overrides)


def run(scenario: Given, replications: int | None = None, how: How = USUAL) -> Run:
    """The stored run of a scenario, simulated where it is not there; as many replications as it says, or as given."""
    loaded = _loaded(scenario, replications)
    root = Path(how.out) / RUNS
    root.mkdir(parents=True, exist_ok=True)
    order = store.Order(build(loaded.scenario), resolved_yaml(loaded.tree), loaded.scenario.replications,
                        Workers(how.engine, how.jobs), inputs=inputs_of(loaded.files, loaded.stages))  # fmt: skip
    return Run.of(store.run(order, root, Summary, again=how.again))


def compare(*runs: Results) -> RunComparison:
    """Every figure of some runs, the first being compared with; NotPairedError where they do not share their draws."""
    made = compared(list(runs))
    return RunComparison(made.runs, made.rows, results=runs)


def write_report(*runs: Results, path: str | Path | None = None, how: How = USUAL) -> Path:
    """One page to mail about some stored runs, the first being compared with, and where it went.

    That is `path`, or report.html in the folder of the run, or of the comparison of several. NotPairedError where the
    runs do not share their draws.
    """
    return put_report(list(runs), Path(how.out), None if path is None else Path(path))


def sweep(path: str | Path, replications: int | None = None, how: How = USUAL) -> StoredSweep:
    """The finished sweep of a file; only the design points that are not stored are simulated."""
    made = prepare(Path(path), replications)
    root = Path(how.out) / SWEEPS
    return StoredSweep.load(sweep_table.sweep(made, root, Simulation(Workers(how.engine, how.jobs)), how.again))


def bridge(one: Given, other: Given, metrics: Sequence[str], changes: Mapping[str, Sequence[str]] | None = None,
           how: How = USUAL) -> list[Bridged]:  # fmt: skip
    """What each change between two scenarios contributes to the difference of some figures, by replication.

    `changes` names keys that are switched together; all else goes by the file's block that it lies in.
    """
    made = between(_loaded(one), _loaded(other), changes or {}, metrics)
    out = Path(how.out)
    return bridge_table.store(made, out / BRIDGES, out / SWEEPS, Simulation(Workers(how.engine, how.jobs)))[1]


def apart(*runs: Results) -> list[Pair]:
    """From when on an outsider can tell each two of some runs apart, by each public figure and by all together."""
    return pairs(list(runs))


def sensitivity(swept: StoredSweep, metric: str) -> SobolIndices | Effects:
    """What a figure of a sweep depends on: Sobol indices of a `saltelli` design, elementary effects of a `morris` one.

    ValueError for another design, and for a figure without a value in some replications.
    """
    values = swept.values(metric)
    refuse_without_value(metric, values)
    if isinstance(swept.design, Morris):
        levels = morris(swept.design, [key.key for key in swept.keys])
        return elementary_effects(values, levels, swept.design.levels)
    if isinstance(swept.design, Saltelli):
        return sobol_indices(values, len(swept.keys))
    raise ValueError(f"a sweep of design {swept.design.kind} has neither Sobol indices nor elementary effects")


def select(among: Sequence[Given] | str | Path, metric: str, indifference: str, by: By = SURELY,
           how: How = USUAL) -> Selected:  # fmt: skip
    """Which scenario has the most of a figure, or which design point of a sweep's file; replications are added until
    that is told.

    `indifference` is the least difference of means that is worth telling apart, as `20 MW` or `$50M`; `by` says how
    surely, by which rule, and with how many replications at most. Its `chosen` is None where those were too few.
    NotPairedError where candidates do not share their draws, NoValueError for a figure without a value in some
    replications, UnknownNameError for one that a scenario does not have, ValueError for what no rule answers.
    """
    unit = _unit(metric)
    asked = Asked(metric, unit, amount_above_zero(indifference, unit, "an indifference zone"), by)
    candidates = _candidates(among, by.most)
    asked.rule(len(candidates))
    refuse_unpaired(candidates, by.most)
    workers, out = Workers(how.engine, how.jobs), Path(how.out)
    with ExitStack() as opened:
        grown = [opened.enter_context(_values(one, asked, workers, out)) for one in candidates]

        def grow(place: int, n: int) -> Floats:
            grown[place].grow(n)
            return grown[place].values[0, :n]

        return selected(asked, candidates, grow)


def _unit(metric: str) -> Unit:
    """Of a figure; ValueError where there is none of that name."""
    if wrong := wrong_figure(metric):
        raise wrong
    return catalogue()[Figure.parse(metric).metric].unit


def _candidates(among: Sequence[Given] | str | Path, most: int) -> list[Candidate]:
    """The scenarios of some files, or the design points of one sweep's."""
    if isinstance(among, str | Path):
        made = prepare(Path(among), most)
        return [OfSweep(made, place) for place in range(len(made.points))]
    loaded = [each if isinstance(each, Loaded) else load(each) for each in among]
    return [OfScenario(each.scenario.name, each) for each in loaded]


def _values(one: Candidate, asked: Asked, workers: Workers, out: Path) -> AbstractContextManager[Values]:
    if isinstance(one, OfSweep):
        return one.values(workers, asked.metric, out)
    order = one.order(asked.how.most, workers)
    figure_values.check(order, asked.metric)
    return one.values(order, asked.metric, out)


def _loaded(scenario: Given, replications: int | None = None) -> Loaded[Scenario]:
    """A scenario with so many replications."""
    if isinstance(scenario, Loaded):
        if replications not in (None, scenario.scenario.replications):
            raise ValueError(f"the scenario was loaded with {scenario.scenario.replications} replications: give them "
                             "to `load`, as settings={'replications': n}")  # fmt: skip
        return scenario
    settings: Iterable[tuple[str, object]] = () if replications is None else [("replications", replications)]
    return load(scenario, settings=dict(settings))
