"""Every figure draws on any run, says n, units and hash, keeps its words apart, is saved bit for bit."""

from functools import cache
from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import date2num
from matplotlib.text import Text
from PIL import Image

from sim.plots.apart import Strip, Told
from sim.plots.boxes import Found
from sim.plots.files import save_figure
from sim.plots.heatmap import Sweep
from sim.plots.registry import plots
from sim.plots.swept import Moved, Outcome, Swept, amounts
from sim.plots.waterfall import Bridged, Step
from sim.plots.words import Counts
from sim.runs.designs import morris
from sim.scenario.designs import Morris
from sim.statistics.curve_differences import spans
from sim.statistics.futures import Condition, discover
from sim.statistics.intervals import bands as bands_of
from sim.statistics.morris import elementary_effects
from sim.statistics.simultaneous import difference_bands, mean_bands
from sim.statistics.sobol import sobol_indices
from tests.plots.synthetic import SyntheticResults, three_scenarios
from tests.plots.synthetic_ledger import account, regretted

SWEEP = Sweep("Released against exercised", "Call capex less the baseline", "$bn", "released, GW",
              "share exercised", Counts(40), "0123456789" + 54 * "f")  # fmt: skip
OTHERS = ("ordinary-churn", "own-for-leased", "exclusive", "stargate", "analyst-reading-oversupply")


def sweep_rows():
    return [
        {"lever1": gw, "lever2": share, "mean": -3.1 * gw * (1 - share) + 0.2, "half_width": 0.5,
         "significant": abs(-3.1 * gw * (1 - share) + 0.2) > 0.5}
        for gw in (0, 0.5, 2, 4) for share in (0.0, 0.25, 1.0)
    ]  # fmt: skip


SWEPT = Swept("What moves headroom", "Headroom, ai, FY2027", "GW", (
    Moved("Released", "lever"), Moved("A rather long name of a key that is moved", "uncertainty"),
    Moved("Who hosts", "lever"), Moved("Price", "uncertainty")), Counts(40), "abcdef0123" + 54 * "7",
    digits=2)  # fmt: skip
BRIDGED = Bridged("From baseline to another", "Headroom, ai, FY2027", "GW", "the mean over all orders", 40,
                  "abcdef0123" + 54 * "7", digits=2)  # fmt: skip
STEPS = [Step("baseline", 0.4, 0.1, True), Step("a change of a rather long name, and more", 0.9, 0.2),
         Step("agreement", -0.05, 0.1), Step("timeline", -0.7, 0.1), Step("nothing", 0.0, 0.0),
         Step("another", 0.55, 0.1, True)]  # fmt: skip
STRIPS = [Strip("leases not yet commenced", np.linspace(0.5, 0.8, 9), None),
          Strip("all together", np.linspace(0.5, 1.0, 9), 7)]  # fmt: skip
QUARTERS = [f"FY{year} Q{quarter}" for year in (25, 26, 27) for quarter in (1, 2, 3, 4)][:9]
TOLD = Told("baseline", "another", QUARTERS, 40, 0.9, ("abcdef0123" + 54 * "7", "0123456789" + 54 * "8"))
STANDS = ("0 GW", "65 %", "operator", "$12.8M/MW")


def moved_alone():
    """As it stands, then one key at a time: two values on one side, one on each, words, and nothing moved."""
    moves = [(0, "1 GW", -0.1, 0.2), (0, "4 GW", -0.9, 0.2), (1, "50 %", -0.3, 0.1), (1, "90 %", 0.4, 0.1),
             (2, "partner", 0.2, 0.1), (3, "$10M/MW", 0.0, 0.0)]  # fmt: skip
    points = [Outcome(STANDS, (), 0.5, 0.1, 0.0, 0.0)]
    for place, value, difference, half in moves:
        values = (*STANDS[:place], value, *STANDS[place + 1 :])
        points.append(Outcome(values, (place,), 0.5 + difference, 0.1, difference, half))
    return points


@pytest.fixture(autouse=True)
def _made_up_ledgers(monkeypatch):
    """What was let go, without stored logs to read it from."""
    monkeypatch.setattr("sim.plots.regret.regretted", regretted)


def drawn(name, runs):
    plot = plots()[name]
    subject = {"run": lambda: (runs[-1],), "runs": lambda: (runs,), "sweep": lambda: (sweep_rows(), SWEEP),
               "points": lambda: (moved_alone(), SWEPT), "indices": lambda: (indices(), SWEPT),
               "effects": lambda: (effects(), SWEPT), "boxes": lambda: (one_box(), SWEPT),
               "bridge": lambda: (STEPS, BRIDGED), "apart": lambda: (STRIPS, TOLD)}[plot.takes]  # fmt: skip
    return plot.draw(*subject())


def indices():
    """Of four keys: one that matters alone, two together, one that moves nothing; on the same draws."""
    rng = np.random.default_rng(3)
    blocks = np.repeat(rng.random((64, 1, 4)), 6, axis=1)
    blocks[:, -1] = rng.random((64, 4))
    for key in range(4):
        blocks[:, 1 + key, key] = blocks[:, -1, key]
    x = blocks.reshape(-1, 4)
    return sobol_indices((3 * x[:, 0] + 4 * x[:, 1] * x[:, 2])[:, None] + rng.normal(size=8), 4)


def effects():
    """Of the same keys."""
    levels = morris(Morris(kind="morris", trajectories=8, seed=1), [moved.name for moved in SWEPT.moved])
    x = np.array(levels).reshape(-1, 4) / 3
    noise = np.random.default_rng(3).normal(size=(len(x), 8))
    return elementary_effects((3 * x[:, 0] + 4 * x[:, 1] * x[:, 2])[:, None] + noise, levels, 4)


def one_box():
    """Of points where the second key is small and the third says one word."""
    rng = np.random.default_rng(3)
    shares, words = rng.random((300, 3)), rng.choice(["operator", "partner", "both"], 300)
    texts = [[f"{4 * share:.2f} GW" for share in shares[:, 0]], [f"{100 * share:.1f} %" for share in shares[:, 1]],
             list(words), [f"${10 + 6 * share:.2f}M/MW" for share in shares[:, 2]]]  # fmt: skip
    values = np.where((shares[:, 1] < 0.4) & (words == "partner"), -200.0, 200.0)
    condition = Condition.read("headroom_mw@FY2027 < 0 MW")
    discovery = discover(condition, values[:, None] + rng.normal(0, 60, (300, 8)), "MW", texts)
    return Found(str(condition), discovery, discovery.boxes[0], 1)


CASES = {
    "seven regions": three_scenarios,
    "one region": lambda: three_scenarios(regions=1),
    "one replication": lambda: three_scenarios(n=1),
    "no release": lambda: [SyntheticResults("calm"), SyntheticResults("calmer")],
    "one scenario": lambda: [SyntheticResults("alone", 1.0)],
    "many scenarios": lambda: (
        three_scenarios() + [SyntheticResults(n, 0.3 * i) for i, n in enumerate(OTHERS)]
    ),
    "long names": lambda: [
        SyntheticResults("first"),
        SyntheticResults("n" * 40, 2.2, title="A title $80bn $ " * 12),
    ],
    "one year": lambda: [SyntheticResults("a", months=12), SyntheticResults("b", months=12)],
    "no whole quarter": lambda: [SyntheticResults("a").first_months(2), SyntheticResults("b").first_months(2)],
    "nothing happens": lambda: [still(SyntheticResults("calm")), still(SyntheticResults("still"))],
    "nothing reported": lambda: [bare(SyntheticResults("bare", 1.0))],
}

OF_SEVERAL = ("many scenarios", "one scenario")


def bare(results):
    results.reported, results.envelopes, results.vintage, results.providers = [], [], None, {}
    return results


def still(results):
    """A run in which nothing stands, moves or is spent."""
    for metric in results.metrics():
        results.put(metric, 0.0)
    results.log = lambda replication: SyntheticResults.log(results, replication)[:0]
    return results


def words_in(figure):
    """Every text that a figure really draws, with its box in pixels."""
    canvas = FigureCanvasAgg(figure)
    drawn_texts = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", recorded(Text.draw, drawn_texts))
        canvas.draw()
    boxes = [(text.get_text(), Text.get_window_extent(text, canvas.get_renderer())) for text in drawn_texts]
    return list({(text, tuple(box.extents)): (text, box) for text, box in boxes}.values())


def recorded(draw, drawn_texts):
    def draw_and_record(text, renderer):
        if text.get_visible() and text.get_text().strip():
            drawn_texts.append(text)
        draw(text, renderer)

    return draw_and_record


@cache
def words_and_size(name, case):
    """What a figure says in a case, and its size in pixels."""
    figure = drawn(name, CASES[case]())
    return words_in(figure), figure.get_size_inches() * figure.dpi


def fits(case, name):
    """Whether a case says anything new of a figure."""
    takes = plots()[name].takes
    return takes == "runs" or case == "seven regions" or (takes == "run" and case not in OF_SEVERAL)


@pytest.mark.parametrize(("case", "name"), [(c, n) for c in CASES for n in sorted(plots()) if fits(c, n)])
def test_figure_keeps_its_words_apart_and_inside(case, name):
    words, (width, height) = words_and_size(name, case)
    outside = [text for text, box in words if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height]
    assert outside == []
    clashes = [
        (one, other)
        for (one, box), (other, its) in combinations(words, 2)
        if min(box.x1, its.x1) - max(box.x0, its.x0) > 1.5 and min(box.y1, its.y1) - max(box.y0, its.y0) > 2.5
    ]
    assert clashes == []


@pytest.mark.parametrize("name", sorted(plots()))
def test_caption_holds_n_units_band_and_hash(name):
    runs = three_scenarios()
    texts = " ".join(text for text, _ in words_and_size(name, "seven regions")[0])
    assert "n = 40 replications" in texts
    parts_of_a_whole = plots()[name].takes in ("indices", "boxes")
    assert any(unit in texts for unit in ("GW", "$bn", "percent")) or parts_of_a_whole
    assert any(word in texts for word in ("P10-P90", "half-width", "95 % interval"))
    assert all(each[:10] in texts for each in hashes_of(name, runs))


def hashes_of(name, runs):
    """Of what a figure is drawn from."""
    return {"run": [runs[-1].hash], "runs": [run.hash for run in runs], "sweep": [SWEEP.hash], "bridge": [BRIDGED.hash],
            "apart": [*TOLD.hashes]}.get(plots()[name].takes, [SWEPT.hash])  # fmt: skip


@pytest.mark.parametrize("name", sorted(plots()))
def test_every_file_of_a_figure_says_by_all_digits_what_it_is_drawn_from(name, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.plots.files.RESOLUTION", 50)
    runs = three_scenarios(n=3)
    png, svg, pdf = save_figure(drawn(name, runs), tmp_path, name, ("png", "svg", "pdf"))
    word = {"run": "run", "runs": "run", "apart": "run", "bridge": "bridge"}.get(plots()[name].takes, "sweep")
    said = " ".join([word, *hashes_of(name, runs)])
    with Image.open(png) as image:
        assert image.text == {"Source": said}
    assert f"<dc:source>{said}</dc:source>" in svg.read_text()
    assert f"/Subject ({said})".encode() in pdf.read_bytes()


@pytest.mark.parametrize("name", sorted(plots()))
def test_saved_figure_has_the_same_bytes_again(name, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.plots.files.RESOLUTION", 50)
    files = [save_figure(drawn(name, three_scenarios(n=3)), tmp_path / again, name) for again in ("a", "b")]
    for one, other in zip(*files, strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [f"{name}.png", f"{name}.svg"]


def test_drawing_leaves_the_callers_settings_alone():
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    drawn("capacity", three_scenarios(n=2))
    assert dict(mpl.rcParams) == before


def test_capacity_stack_ends_at_the_sum_of_its_bands():
    run = three_scenarios()[1]
    total = drawn("capacity", [run]).axes[0]
    metrics = (
        "live_mw",
        "ready_mw",
        "building_mw",
        "contracted_mw",
        "prospective_loi_mw",
        "prospective_soq_mw",
    )
    top = sum(run.series(metric).mean(axis=0)[-1] for metric in metrics) / 1000
    edges = [collection.get_paths()[0].vertices[:, 1].max() for collection in total.collections[:6]]
    assert max(edges) == pytest.approx(top)


def test_panels_without_a_whole_quarter_say_why_they_are_empty():
    why = "no fiscal quarter lies whole in the horizon"
    said, usual = ([text for text, _ in words_and_size("capex", case)[0]] for case in ("no whole quarter", "one year"))
    assert (said.count(why), usual.count(why)) == (2, 0)


def test_reported_figures_are_dots_at_their_amount():
    call = drawn("capex", three_scenarios()).axes[0]
    dots = next(line for line in call.lines if line.get_marker() == "o")
    assert list(dots.get_ydata()) == pytest.approx([11.2, 11.5, 14.0, 19.0, 20.0, 22.6])


def test_bars_of_the_first_picture_are_paired_differences():
    runs = three_scenarios()[:2]
    gaps = np.array([(r.quarterly("call_capex_usd")[2] / 1e9).mean(axis=0) for r in runs])
    bars = drawn("first_picture", runs).axes[3].patches
    assert [bar.get_height() for bar in bars] == pytest.approx(list(gaps[1] - gaps[0]))


def test_runs_on_other_draws_are_refused():
    runs = three_scenarios()[:2]
    runs[1].seed = 2
    with pytest.raises(ValueError, match="not paired"):
        drawn("first_picture", runs)


def in_every_replication(values):
    """A run beside one that differs from it in live capacity, by GW of (replication, month)."""
    runs = [SyntheticResults("first", n=60), SyntheticResults("other", n=60)]
    runs[0].put("live_mw", 0.0)
    runs[1].put("live_mw", np.asarray(values) * 1e3 / 14)  # of 7 regions and 2 grades each a part
    return runs


def test_differences_have_a_band_for_all_months_around_that_of_each():
    luck = np.cumsum(np.random.default_rng(1).normal(size=(60, 84)), axis=1)
    runs = in_every_replication(0.14 + 0.05 * luck)
    ax = drawn("differences", runs).axes[0]
    bands = difference_bands(runs[1], runs[0], "live_mw")
    light, dark, *bars = ax.collections
    for area, half in ((light, bands.together), (dark, bands.half_width)):
        edges = area.get_paths()[0].vertices[:, 1]
        assert edges.max() == pytest.approx((bands.mean + half).max() / 1e3)
        assert edges.min() == pytest.approx((bands.mean - half).min() / 1e3)
    assert light.get_alpha() < dark.get_alpha()
    assert (bands.together > 1.2 * bands.half_width).all()
    assert len(bars) == len(list(spans(bands.is_clear))) > 0
    assert bands.is_clear_alone.sum() > bands.is_clear.sum()


def test_the_bar_at_the_foot_spans_the_months_that_are_clear():
    values = np.zeros((60, 84))
    values[:, 10:30] = 1 + 0.1 * np.random.default_rng(2).normal(size=(60, 20))
    runs = in_every_replication(values)
    [bar] = drawn("differences", runs).axes[0].collections[2:]
    days = bar.get_paths()[0].vertices[:, 0]
    first, last = (date2num(runs[0].months[month]) for month in (10, 30))
    assert (days.min(), days.max()) == pytest.approx((first, last), abs=2)


def test_what_differs_in_few_replications_has_no_band_for_all_months():
    values = np.zeros((60, 84))
    values[:3, 40:] = 1.0
    ax = drawn("differences", in_every_replication(values)).axes[0]
    assert len(ax.collections) == 2, "no bar"
    heights = ax.collections[0].get_paths()
    assert max(path.vertices[:, 1].max() for path in heights) == 0
    assert ax.collections[1].get_paths()[0].vertices[:, 1].max() > 0.05


def test_differences_on_other_draws_are_refused():
    runs = three_scenarios()[:2]
    runs[1].seed = 2
    with pytest.raises(ValueError, match="not paired"):
        drawn("differences", runs)


def test_map_marks_the_cells_whose_sign_is_not_settled():
    figure = drawn("heatmap", three_scenarios())
    unsettled = sum(not row["significant"] for row in sweep_rows())
    assert unsettled > 0
    assert sum(patch.get_hatch() is not None for patch in figure.axes[0].patches) == unsettled
    assert sum(text.get_text().startswith("(") for text in figure.axes[0].texts) == unsettled


def test_map_keeps_the_order_of_levers_in_words():
    rows = [
        {"lever1": gw, "lever2": "all", "mean": 1.0, "half_width": 0.1, "significant": True}
        for gw in ("0 GW", "2 GW", "10 GW")
    ]
    axes = plots()["heatmap"].draw(rows, SWEEP).axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0 GW", "2 GW", "10 GW"]


def test_bars_are_paired_differences_the_widest_first_and_mark_what_is_not_settled():
    axes = plots()["tornado"].draw(moved_alone(), SWEPT).axes[0]
    rows = {text.get_text(): text.xy[1] for text in axes.texts if text.get_weight() == "bold"}
    assert sorted(rows, key=rows.get, reverse=True)[:2] == ["Released", SWEPT.moved[1].name]
    bars = sorted((round(bar.get_width(), 3), bar.get_hatch()) for bar in axes.patches)
    assert bars == [(-0.9, None), (-0.3, None), (-0.1, "////"), (0.2, None), (0.4, None)]
    texts = [text.get_text() for text in axes.texts]
    assert "(1 GW: −0.10 ± 0.20), 4 GW: −0.90 ± 0.20" in texts
    assert "$10M/MW: moves nothing" in texts
    low, high = axes.get_xlim()
    assert low < -1.1 and high > 0.5


def test_scatters_show_every_design_point_at_its_values():
    places = [(gw, share) for gw in range(6) for share in range(6)]
    points = [Outcome((f"{gw} GW", f"{10 * share} %", *STANDS[2:]), (0, 1), 9.0 * gw + (share - 2.5) ** 2, 0.1, 0, 0)
              for gw, share in places]  # fmt: skip
    figure = plots()["scatter"].draw(points, SWEPT)
    for place, ax in enumerate(figure.axes[:2]):
        line = ax.containers[0].lines[0]
        assert list(line.get_xdata()) == [point[place] * (1, 10)[place] for point in places]
        assert list(line.get_ydata()) == [point.mean for point in points]
    told = [text.get_text() for ax in figure.axes for text in ax.texts if text.get_text().startswith("ρ")]
    assert len(told) == 2, "none of keys that do not vary"
    assert float(told[0].split()[1]) > 0.9
    assert told[1] == "ρ 0.00", "the outcome falls and rises with the share"


@pytest.mark.parametrize(("texts", "found"), [
    (["1 GW", "2.5 GW"], ([1.0, 2.5], "GW")), (["1 month", "18 months"], ([1.0, 18.0], "months")),
    (["$5M", "$7M"], ([5.0, 7.0], "$M")), (["1 GW", "500 MW"], None), (["operator", "1 GW"], None),
    (["2025-01-01", "2025-02-01"], None),
])  # fmt: skip
def test_values_are_numbers_where_they_share_a_unit(texts, found):
    assert amounts(texts) == found


def test_one_replication_has_no_bands_and_says_so():
    words = " ".join(text for text, _ in words_and_size("differences", "one replication")[0])
    assert "one replication says nothing of how sure" in words
    assert "band" not in words


def test_bars_of_indices_are_their_means_the_largest_total_first_and_hatched_where_they_may_be_none():
    found = indices()
    axes = plots()["sobol"].draw(found, SWEPT).axes[0]
    lengths = sorted(round(bar.get_width(), 6) for bar in axes.patches)
    assert lengths == sorted(round(each.mean, 6) for each in (*found.first, *found.total))
    open_ones = sum(each.low <= 0 for each in (*found.first, *found.total))
    assert sum(bar.get_hatch() is not None for bar in axes.patches) == open_ones >= 2
    names = {text.get_text(): text.xy[1] for text in axes.texts if text.get_text() in {m.name for m in SWEPT.moved}}
    totals = [each.mean for each in found.total]
    assert max(names, key=names.get) == SWEPT.moved[totals.index(max(totals))].name
    assert [text.get_text() for text in axes.texts].count("none") == 2


def test_indices_that_noise_hides_are_not_told():
    nothing = sobol_indices(np.full((16 * 6, 4), 1.0), 4)
    texts = [text.get_text() for text in plots()["sobol"].draw(nothing, SWEPT).axes[0].texts]
    assert texts.count("not told") == 8


def test_a_box_shows_its_way_and_each_limit_with_its_chance():
    found = one_box()
    way, limits = plots()["boxes"].draw(found, SWEPT).axes
    assert list(way.lines[0].get_xdata()) == [100 * step.coverage for step in found.box.peeled]
    assert list(way.lines[1].get_ydata()) == [100 * found.box.found.density]
    texts = [text.get_text() for text in limits.texts]
    assert "Who hosts: partner" in texts
    assert any(text.startswith("A rather long name of a key that is… ≤ ") for text in texts)
    assert texts.count("p < 0.001") == 2


def test_headroom_has_the_simultaneous_band_of_its_mean_within_that_of_replications():
    run = three_scenarios()[1]
    ax = drawn("headroom", [run]).axes[0]
    bands = mean_bands(run, "headroom_mw", grade="ai")
    spread, together = ax.collections[:2]
    edges = together.get_paths()[0].vertices[:, 1]
    assert edges.max() == pytest.approx(np.nanmax(bands.mean + bands.together) / 1e3)
    assert edges.min() == pytest.approx(np.nanmin(bands.mean - bands.together) / 1e3)
    low, _, high = bands_of(run.series("headroom_mw", grade="ai"))[1] / 1e3
    assert spread.get_paths()[0].vertices[:, 1].max() == pytest.approx(high.max())
    assert spread.get_paths()[0].vertices[:, 1].min() == pytest.approx(low.min())
    words = " ".join(text for text, _ in words_and_size("headroom", "seven regions")[0])
    assert "simultaneous 95 % band" in words and "P10-P90 of replications" in words


def test_the_bar_at_the_foot_of_headroom_spans_the_months_that_are_short_for_sure():
    run = SyntheticResults("short", n=60, regions=1)
    luck = np.random.default_rng(2).normal(size=(60, 84))
    run.put("headroom_mw", np.where((np.arange(84) >= 10) & (np.arange(84) < 30), -100.0, 100.0) + 10 * luck)
    [bar] = drawn("headroom", [run]).axes[0].collections[2:]
    days = bar.get_paths()[0].vertices[:, 0]
    first, last = (date2num(run.months[month]) for month in (10, 30))
    assert (days.min(), days.max()) == pytest.approx((first, last), abs=2)


def test_what_was_let_go_is_counted_from_its_month_and_missed_from_when_it_is_used():
    run, kept = SyntheticResults("run", 2.0, n=5), SyntheticResults("kept", n=5)
    ledger, _ = account(run, kept)
    ax = drawn("regret", [kept, run]).axes[0]
    let_go, missed, gone = (line.get_ydata() for line in ax.lines[:3])
    assert let_go[:2].tolist() == [0.0, 1.5]
    assert (missed[-1], gone[-1]) == (1.0, 0.5)
    used = [entry.used for entry in ledger.entries if entry.tranche == "b/0"]
    months = [sum((day - run.start).days * 86_400 <= instant for day in run.months) - 1 for instant in used]
    assert gone[min(months)] == pytest.approx(0.5 * months.count(min(months)) / 5)
    assert missed[min(months) - 1] == 0.0


def test_effects_have_a_row_each_with_their_own_noise_the_largest_first():
    found = effects()
    first, second = plots()["morris"].draw(found, SWEPT).axes
    order = sorted(range(4), key=lambda place: -found.mu_star[place].mean)
    grey = sorted((bar.get_y() + bar.get_height() / 2, bar.get_width()) for bar in first.patches)
    expected = [np.sqrt(2 / np.pi) * found.noise[place] for place in order[::-1]]
    assert [width for _, width in grey] == pytest.approx(expected)
    for ax, sizes in ((first, found.mu_star), (second, found.sigma)):
        dots = sorted((line.get_ydata()[0], line.get_xdata()[0]) for line in ax.lines if line.get_marker() == "o")
        assert [at for _, at in dots] == pytest.approx([sizes[place].mean for place in order[::-1]])
