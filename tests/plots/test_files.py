"""What is written of a figure is what was drawn."""

import numpy as np
from PIL import Image

from sim.plots.files import RESOLUTION, _drawn, save_figure
from sim.plots.registry import plots
from tests.plots.synthetic import three_scenarios


def test_a_png_of_256_colours_shows_what_was_drawn(tmp_path):
    figure = plots()["capex"].draw(three_scenarios(n=3)[0])
    size = figure.get_size_inches()
    (path,) = save_figure(figure, tmp_path, "capex", ["png"])
    with Image.open(path) as image:
        assert image.mode == "P"
        assert image.size == tuple(np.rint(size * RESOLUTION))
        shown = np.asarray(image.convert("RGB")).astype(int)
    drawn = np.asarray(_drawn(figure).convert("RGB")).astype(int)
    assert np.abs(shown - drawn).max() <= 16  # of 255
    white = (drawn == 255).all(axis=2)
    assert white.mean() > 0.5
    assert (shown[white] == 255).all()


def test_writing_a_figure_leaves_its_resolution_alone(tmp_path):
    figure = plots()["capex"].draw(three_scenarios(n=2)[0])
    before = figure.dpi
    save_figure(figure, tmp_path, "capex")
    assert figure.dpi == before
