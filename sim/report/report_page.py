"""report.html: one file to mail, with what was asked, what differs and how sure that is, curves to look into, every
assumption with its source, the methods, and where it comes from.

It holds all it needs and asks for nothing; its scripts are named by their hashes, and names are text. The same runs
give the same bytes.
"""

import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from markupsafe import Markup

from sim.report.assumptions import by_confidence, changes_of, parts_of, tree_of
from sim.report.chart_data import chart_data
from sim.report.content_policy import content_policy
from sim.report.index import Texts, subject, template
from sim.report.origin import origin_of
from sim.report.story import story
from sim.report.sureness import MARKS, gaps_of, sure_of
from sim.report.table import comparison
from sim.runs import signed_page
from sim.runs.results import Results
from sim.statistics import holm, simultaneous
from sim.statistics.compare import compare
from sim.statistics.curve_differences import curve_differences
from sim.statistics.intervals import LEVEL
from sim.statistics.paired import check_pairing, labels_of

TEMPLATE = "report.html.jinja"
FOLDER = Path(__file__).parent
STYLE = "report.css"
SCRIPTS = ("report_curves.js", "report_chart.js", "report_numbers.js", "report_controls.js")
"""In the order in which they run, as one script."""
SHEET_ID = re.compile(r'document\.getElementById\("([0-9a-f]{64})"\)')
"""How plotly asks for a style sheet of its maps, before it makes one, which the policy would refuse."""
ENDS_EARLY = ("</script", "</style", "<!--")
"""What no script or style sheet in a page may hold."""


def write_report(runs: Sequence[Results], path: Path) -> None:
    """The report of some stored runs, the first being compared with.

    NotPairedError where they do not share their draws, ValueError where one is in memory only.
    """
    page = report(runs)
    path.parent.mkdir(parents=True, exist_ok=True)
    signed_page.write(path, page)


def report(runs: Sequence[Results]) -> str:
    """The page as text."""
    check_pairing(*runs)
    style, plotly, script = _read(STYLE), _plotly(), "".join(map(_read, SCRIPTS))
    table, trees = comparison(runs), [tree_of(run) for run in runs]
    parts = parts_of(trees[0])
    scenarios = [{"name": name, "title": run.title, "description": run.description.strip(),
                  "story": story(table, place), "changes": changes_of(trees[0], trees[place]) if place else []}
                 for place, (name, run) in enumerate(zip(labels_of(runs), runs, strict=True))]  # fmt: skip
    return template(TEMPLATE).render(
        policy=Markup(content_policy([plotly, script], [style])),  # between double quotes, and it has single ones
        sheets=sorted({*SHEET_ID.findall(plotly)}), style=Markup(style), plotly=Markup(plotly), script=Markup(script),
        subject=subject(runs), scenarios=scenarios, table=table, texts=Texts,
        parts=parts, confidence=by_confidence(parts), origin=origin_of(runs),
        n=runs[0].n, simulated=max(run.info.simulated for run in runs), seed=runs[0].seed, level=100 * LEVEL,
        words={"holm": holm.METHOD, "family": 100 * holm.FAMILY_WISE, "bands": simultaneous.METHOD,
               "fewest": simultaneous.FEWEST_SAID},
        **_compared(runs),
    )  # fmt: skip


def _compared(runs: Sequence[Results]) -> dict[str, Any]:
    """What is told of several runs, and the charts, which show it too."""
    if len(runs) == 1:
        return {"sure": [], "gaps": [], "marks": MARKS, "figures": 0, "data": Markup(chart_data(runs))}
    compared, curves = compare(runs), curve_differences(runs)
    return {"sure": sure_of(compared, curves), "gaps": gaps_of(compared, runs[0]), "marks": MARKS,
            "figures": compared.figures, "data": Markup(chart_data(runs, curves))}  # fmt: skip


def _read(name: str) -> str:
    return _whole(name, (FOLDER / name).read_text(encoding="utf-8"))


def _plotly() -> str:
    """Plotly's JavaScript from its wheel, of which nothing is imported."""
    found = find_spec("plotly")
    assert found is not None and found.origin is not None
    path = Path(found.origin).parent / "package_data" / "plotly.min.js"
    return _whole(path.name, path.read_text(encoding="utf-8"))


def _whole(name: str, text: str) -> str:
    """A text that may stand between the tags of a script or a style sheet."""
    if ends := [sign for sign in ENDS_EARLY if sign in text.lower()]:
        raise ValueError(f"{name} holds {ends[0]!r}, which would end it early in a page")
    return text.replace("\r\n", "\n").replace("\r", "\n")
