"""The notebook runs from beginning to end, and shows what it says."""

import os

import nbformat
import pytest
from nbclient import NotebookClient

from tests.docs.pages import ROOT

NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
RESULTS = 'ROOT / "results"'


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """Its cells with their outputs; results go to a folder of the test, all else is as it stands."""
    folder = tmp_path_factory.mktemp("notebook")
    book = nbformat.read(NOTEBOOK, as_version=4)
    [first] = [cell for cell in book.cells if RESULTS in cell.source]
    first.source = first.source.replace(RESULTS, repr(str(folder / "results")))
    kept = dict(os.environ)
    os.environ |= {name: str(folder / name.lower()) for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR")}
    try:
        beside = {"metadata": {"path": ROOT / "docs"}}
        NotebookClient(book, timeout=600, kernel_name="python3", resources=beside).execute()
    finally:
        os.environ.clear()
        os.environ |= kept
    return {cell["id"]: cell for cell in book.cells}


def data(cell, kind="text/html"):
    [found] = [output["data"][kind] for output in cell.outputs if kind in output.get("data", {})]
    return found


def test_a_run_and_a_comparison_show_a_table_and_a_chart(executed):
    for cell, differs in (("baseline", False), ("compare", True)):
        html = data(executed[cell])
        assert html.count("<img src=\"data:image/png;base64,") == 1
        assert "n = 40 replications" in html
        assert ("less baseline, on the same draws" in html) == differs


def test_its_frames_hold_what_it_says(executed):
    assert "difference_half_width" in data(executed["pandas"])
    said = "".join(output["text"] for output in executed["xarray"].outputs)
    assert said.count("short in") == 4
    assert said.count("±") == 4


def test_it_is_stored_without_outputs_and_for_this_kernel():
    book = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(book)
    assert book.metadata.kernelspec.name == "python3"
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert len(code) >= 4
    assert [cell["id"] for cell in code if cell.outputs or cell.execution_count] == []
