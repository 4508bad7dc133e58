"""Arrow imports pandas only for who asks for a data frame."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def ended(program: str) -> None:
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_arrow_does_without_pandas_where_it_is_installed():
    pytest.importorskip("pandas")
    asked = "import sys, pyarrow as pa\n{}\npa.array([1, 2])\nassert ('pandas' in sys.modules) is {}"
    ended(asked.format("", True))  # else this shows nothing
    ended(asked.format("from sim.cli.without_pandas import use_arrow_without_pandas as use; use()", False))


def test_who_asks_for_a_data_frame_has_one():
    pytest.importorskip("pandas")
    ended("import pyarrow as pa\nfrom sim.cli.without_pandas import use_arrow_without_pandas\n"
          "use_arrow_without_pandas()\nframe = pa.table({'mw': [1.5, 2.5]}).to_pandas()\n"
          "import pandas\nassert isinstance(frame, pandas.DataFrame) and frame['mw'].sum() == 4.0\n"
          "assert pa.array(pandas.Series([3])).to_pylist() == [3]")
