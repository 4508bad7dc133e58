"""`sweep`: a grid of design points on the same draws; one table, and for two levers a map of each figure."""

import re
from pathlib import Path

import click

from sim.cli import options
from sim.cli.failing import Refused


@click.command("sweep")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replications", "-n", type=click.IntRange(1, 10_000_000), help="In place of the sweep's own.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Lay one value over every design point.")
@options.engine
@options.jobs
@options.out
@click.option("--again", is_flag=True, help="Simulate even the design points that are stored.")
@click.option("--dry-run", is_flag=True, help="Say what would be run.")
def command(file, replications, settings, engine, jobs, out, again, dry_run) -> None:
    """Run every design point of a sweep FILE; one that was interrupted goes on where it stopped."""
    from sim.cli.comparing import SWEEPS
    from sim.cli.progress import Progress, say
    from sim.cli.simulating import compile_if_cold
    from sim.runs.replicate import Workers
    from sim.runs.sweep import runner
    from sim.statistics.sweep_table import sweep

    made = read_grid(file, replications, settings)
    if dry_run:
        for point in made.points:
            click.echo(f"{point.replications} x " + ", ".join(f"{key}={value}" for key, value in point.settings))
        return
    if engine == "compiled":
        compile_if_cold()
    with Progress(made.sweep.name, len(made.points), "design points") as tell:
        folder = sweep(made, Path(out) / SWEEPS, runner(Workers(engine, jobs)), again, lambda done, _: tell(done))
    if len(made.sweep.levers) == 2:
        draw_maps(made, folder)
    say(f"{folder}: sweep.csv, sweep.parquet" + (", figures/" if len(made.sweep.levers) == 2 else ""))


def read_grid(path: Path, replications: int | None, settings: tuple[str, ...]):
    """Every design point of a sweep file, read and checked; Refused with every problem if any has one."""
    from sim.scenario.load import load_sweep
    from sim.scenario.problems import ScenarioErrors

    try:
        load_sweep(path)  # before what takes a second to import

        from sim.runs.sweep import grid

        return grid(path, replications, settings)
    except ScenarioErrors as errors:
        raise Refused(str(errors)) from errors


def draw_maps(made, folder: Path) -> list[Path]:
    """A heat map of each figure of a two-lever sweep."""
    import pyarrow.parquet as pq
    from matplotlib import pyplot

    from sim.plots.files import save_figure
    from sim.plots.heatmap import Sweep, draw

    table = pq.read_table(folder / "sweep.parquet").to_pylist()
    names = [lever.name for lever in made.sweep.levers]
    units = [_unit(str(lever.values[0])) for lever in made.sweep.levers]
    across, upwards = (f"{name}, {unit}" if unit else name for name, unit in zip(names, units, strict=True))
    written = []
    for metric, unit in zip(made.sweep.metrics, made.units, strict=True):
        scale, shown = SHOWN.get(unit, (1.0, unit))
        cells = [_cell(row, names, scale) for row in table if row["metric"] == metric]
        about = Sweep(made.sweep.title, _in_words(metric), shown, across, upwards, made.points[0].replications,
                      made.hash[:10], digits=2 if shown == "GW" else 1)
        figure = draw(cells, about)
        name = re.sub(r"[^a-zA-Z0-9]+", "-", metric).strip("-")
        written += save_figure(figure, folder / "figures", f"map-{name}")
        pyplot.close(figure)
    return written


def _in_words(metric: str) -> str:
    """A metric's title with what it is chosen by: `Headroom, ai, FY2028` for headroom_mw[grade=ai]@FY2028."""
    from sim.metrics import catalogue
    from sim.runs.figures import Figure

    figure = Figure.parse(metric)
    parts = [catalogue()[figure.metric].title, *figure.chosen.values(), figure.period or ""]
    return ", ".join(part for part in parts if part)


SHOWN = {"MW": (1e-3, "GW"), "$": (1e-9, "$bn")}
"""Units as maps show them."""


def _cell(row: dict, names: list[str], scale: float) -> dict:
    """A cell of a map; its sign is settled where the half-width is smaller than the mean."""
    mean, half_width = row["mean"] * scale, row["half_width"] * scale
    return {"lever1": _number(row[names[0]]), "lever2": _number(row[names[1]]), "mean": mean,
            "half_width": half_width, "significant": abs(mean) > half_width or mean == half_width == 0.0}


def _number(text: str) -> float:
    found = re.match(r"[^\d.+-]*([+-]?[\d.,]+)", text)
    if found is None:
        raise click.ClickException(f"a map needs levers with numbers, and `{text}` is none")
    return float(found[1].replace(",", ""))


def _unit(text: str) -> str:
    return re.sub(r"[\d.,+-]+\s*", "", text).strip()
