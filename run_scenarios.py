"""The command line's entry: `python run_scenarios.py --help` lists what it can do."""

from sim.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
