# Two commands set up and run everything: `make run` and `make test`. `make` alone lists the rest.
# The Python that .venv was made with is kept until another is named: make PYTHON=python3.12 run
PYTHON ?= $(if $(wildcard .venv/*.made),.venv/bin/python,python3)
UV ?= uv
JOBS ?= 2
ROUNDS ?= 50
SEED ?= 1
MUTANTS ?= *
SAMPLE ?= 0
PYTHONS ?= python3.11 python3.12 python3.13 python3.14

BIN := .venv/bin
INTERPRETER := $(shell $(PYTHON) -c 'import sys; print(sys.implementation.cache_tag)' 2>/dev/null)
INSTALL := $(BIN)/python -m pip install --quiet --require-hashes --no-deps --only-binary :all: -r
LOCK := $(UV) pip compile --quiet --universal --fork-strategy fewest --generate-hashes \
	--no-emit-index-url --no-header --no-annotate $(UPGRADE) pyproject.toml

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: help run test test-long torture mutants pythons budget scale benchmark docs site lint locks clean
.DELETE_ON_ERROR:

help:
	@echo 'make run        simulate every study in scenarios/ into results/ (sets up .venv first)'
	@echo 'make test       lint, types, import contracts and tests'
	@echo 'make test-long  the tests that take minutes'
	@echo 'make torture    kill processes, fill disks, alter bytes, and compare (most of an hour)'
	@echo 'make mutants    small faults put into rules, accounting and statistics: how many the tests find (an hour)'
	@echo 'make pythons    the same bytes from every Python that is here, each in an environment of its own (minutes each)'
	@echo 'make budget     measure what a replication and a start cost, into docs/budget.md'
	@echo 'make scale      what 100 million replications on 1,000 cores would cost, into docs/scale.md'
	@echo 'make benchmark  the engines beside C and other programs, into docs/performance.md (many minutes)'
	@echo 'make docs       write the reference of scenarios, metrics and events anew, and the schemas for editors'
	@echo 'make site       the pages of docs/ as a web site, into site/'
	@echo 'make lint       lint, types and import contracts only'
	@echo 'make locks      renew both lock files with uv; UPGRADE=--upgrade takes the newest releases'
	@echo 'make clean      remove .venv and caches; results/ stays'

run: .venv/run.installed
	@$(BIN)/python run_scenarios.py run --figures all

# Every check runs, whichever fails. Pages are tested in a real browser, which root on Debian gets by itself.
test: .venv/dev.installed
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	&& apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium; } \
	|| echo 'No chromium here: the tests of pages in a browser are skipped. On Debian: apt-get install chromium'
	@failed=0; \
	$(MAKE) --no-print-directory lint || failed=1; \
	$(BIN)/python -m pytest -n $(JOBS) -m 'not long' || failed=1; \
	exit $$failed

test-long: .venv/dev.installed
	@$(BIN)/python -m pytest -n $(JOBS) -m 'long and not torture'

# ROUNDS=5 for a shorter one, SEED=2 for another.
torture: .venv/dev.installed
	@ROUNDS=$(ROUNDS) SEED=$(SEED) $(BIN)/python -m pytest -m torture

# MUTANTS='sim.policy.*' for some, SAMPLE=400 for so many of each part drawn by SEED; it goes on where it was stopped.
# AGAIN=1 tries those anew that were not found, DIFFS=1 shows them. docs/mutation.md has the results.
mutants: .venv/dev.installed
	@PYTHONPATH=. $(BIN)/python tests/mutants.py --jobs $(JOBS) --sample $(SAMPLE) --seed $(SEED) \
	$(if $(AGAIN),--again) $(if $(DIFFS),--diffs) '$(MUTANTS)'

# PYTHONS='python3.12 /opt/python/bin/python3' for others.
pythons:
	@$(PYTHON) tests/pythons.py $(PYTHONS)

budget: .venv/run.installed
	@PYTHONPATH=. $(BIN)/python tests/benchmarks/budget.py

scale: .venv/dev.installed
	@PYTHONPATH=. $(BIN)/python tests/benchmarks/scale.py

# RIVALS names a Python that has simpy, salabim and ciw; the last two may be older or newer than what the tests use.
benchmark: .venv/run.installed
	@RIVALS=$(RIVALS) PYTHONPATH=. $(BIN)/python tests/benchmarks/performance.py

docs: .venv/run.installed
	@$(BIN)/python run_scenarios.py schema --metrics > sim/scenario/metrics.txt.new && mv sim/scenario/metrics.txt.new sim/scenario/metrics.txt
	@$(BIN)/python run_scenarios.py schema > scenarios/schema.json.new && mv scenarios/schema.json.new scenarios/schema.json
	@$(BIN)/python run_scenarios.py schema --of sweep > scenarios/sweeps/schema.json.new && mv scenarios/sweeps/schema.json.new scenarios/sweeps/schema.json
	@$(BIN)/python run_scenarios.py schema --reference > docs/scenario-reference.md.new && mv docs/scenario-reference.md.new docs/scenario-reference.md
	@$(BIN)/python run_scenarios.py schema --list metrics > docs/metrics.md.new && mv docs/metrics.md.new docs/metrics.md
	@$(BIN)/python run_scenarios.py schema --list events > docs/events.md.new && mv docs/events.md.new docs/events.md

# A warning is an error; nothing outside is asked for.
site: .venv/dev.installed
	@$(BIN)/python -m sphinx -W --keep-going -q -c docs -d site/.doctrees -b html . site
	@echo 'site/index.html: open it in a browser'

lint: .venv/dev.installed
	@failed=0; \
	$(BIN)/python -m ruff check . || failed=1; \
	$(BIN)/python -m mypy || failed=1; \
	$(BIN)/lint-imports --no-logo || failed=1; \
	exit $$failed

locks:
	$(LOCK) -o requirements.lock
	$(LOCK) --extra cluster --constraint requirements.lock -o requirements-cluster.lock
	$(LOCK) --extra dev --extra cluster --extra frames --constraint requirements-cluster.lock -o requirements-dev.lock
	@! grep -n '://' requirements.lock requirements-cluster.lock requirements-dev.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .numba mutants
	find sim tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/$(INTERPRETER).made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo 'This needs Python 3.11 or newer, and "$(PYTHON)" is none. Name one: make PYTHON=python3.12 run'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	echo 'Python cannot make virtual environments here. On Debian or Ubuntu: apt-get install python3-venv'; exit 1; }
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/run.installed: requirements.lock .venv/$(INTERPRETER).made
	@echo 'Installing requirements.lock into .venv (some 200 MB, about a minute)'
	@$(INSTALL) requirements.lock
	@touch $@

# With what `--cluster` needs beside it; the same on every worker.
.venv/cluster.installed: requirements-cluster.lock .venv/$(INTERPRETER).made
	@echo 'Installing requirements-cluster.lock into .venv (some 200 MB, about a minute)'
	@$(INSTALL) requirements-cluster.lock
	@touch $@ .venv/run.installed

# The development lock holds every line of the other one (tests/test_repository.py).
.venv/dev.installed: requirements-dev.lock .venv/$(INTERPRETER).made
	@echo 'Installing requirements-dev.lock into .venv (some 200 MB, about a minute)'
	@$(INSTALL) requirements-dev.lock
	@touch $@ .venv/run.installed
