"""The command line's entry: `python run_scenarios.py --help` lists what it can do."""

import gc
import sys

from sim.cli import main

if __name__ == "__main__":
    code = main()
    if "duckdb" not in sys.modules:  # which complains of what is left
        gc.freeze()  # else Python looks through all there is before it ends: half a second
    raise SystemExit(code)
