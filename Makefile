# Two commands do all set-up: `make run` and `make test`. Both need Python >= 3.11, and no more. An environment is
# brought up to date when pyproject.toml or the locked versions change; an interrupted installation is continued.
DESIGN ?= designs/wei2024.toml
FIDELITY ?= quick
PATHS := .

VENV := .venv
CONSTRAINTS := constraints.txt
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
PY := $(VENV)/bin/python
TO_RUN := $(VENV)/.ready-to-run
TO_TEST := $(VENV)/.ready-to-test
LOCKER := .venv-lock

export OMP_NUM_THREADS ?= 1

.PHONY: run test test-all test-lowest test-newest test-anywhere lint types docs calibrate lock clean help plan-run plan-test

help:  ## List what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 15

run: plan-run $(TO_RUN)  ## Run a design: make run DESIGN=my.toml FIDELITY=standard
	$(VENV)/bin/nelumbo run $(DESIGN) --fidelity $(FIDELITY)

test: plan-test $(TO_TEST)  ## Run the tests that take minutes at most
	$(PY) -m pytest -q -n 2 --dist loadfile -m "not slow"

test-all: $(TO_TEST)  ## Run all tests
	$(PY) -m pytest -q -n 2 --dist loadfile

test-lowest:  ## Run the tests with the lowest versions that pyproject.toml allows
	@NUMBA_CACHE_DIR=$(CURDIR)/.venv-lowest/kernels $(MAKE) --no-print-directory test \
	  VENV=.venv-lowest CONSTRAINTS=constraints-lowest.txt PYTHONS="python3.11 python3.12 python3"

test-newest:  ## Run the tests with the newest versions that pyproject.toml allows
	@rm -f .venv-newest/.ready-*
	@NUMBA_CACHE_DIR=$(CURDIR)/.venv-newest/kernels $(MAKE) --no-print-directory test \
	  VENV=.venv-newest CONSTRAINTS=

test-anywhere: $(TO_TEST)  ## Run the tests as other processors would: make test-anywhere TESTS=tests/numerics
	$(PY) tools/anywhere.py -- -n 2 --dist loadfile -m "not slow" $(TESTS)

lint: $(TO_TEST)  ## Check style and format, and that the locked versions fit pyproject.toml
	$(VENV)/bin/ruff check $(PATHS)
	$(VENV)/bin/ruff format --check $(PATHS)
	$(PY) tools/lock.py --check

types: $(TO_TEST)  ## Check types
	$(VENV)/bin/mypy

docs: $(TO_TEST)  ## Build the documentation in build/docs, warnings are errors, and play its tutorial
	$(PY) -m sphinx -b html -W --keep-going -q docs build/docs
	$(PY) -m pytest -q tests/test_tutorial.py

calibrate: $(TO_RUN)  ## Fit the numbers in src/nelumbo/materials/calibration.toml again
	$(VENV)/bin/nelumbo calibrate $(DESIGN) -o src/nelumbo/materials

lock: $(LOCKER)/.ready  ## Lock the versions of the dependencies again; UPGRADE=1 takes newer ones
	$(LOCKER)/bin/python tools/lock.py $(if $(UPGRADE),--upgrade)

clean:  ## Remove the environments and all caches, not the results in runs/
	rm -rf .venv .venv-lowest .venv-newest $(LOCKER) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

# The first line of `make run` and `make test`. The times were measured on two cores of a server.
FIRST = $(if $(wildcard $(1)),,install the dependencies (once; a minute or two, 300 MB), )
COMPILE = compile the solvers where that was not done before (20 s)
plan-run:
	@echo "make run: $(call FIRST,$(TO_RUN))$(COMPILE), compute $(DESIGN) with fidelity $(FIDELITY) (the published" \
	  "design: 35 s), write the report (15 s); on two fast cores, longer on others"

plan-test:
	@echo "make test: $(call FIRST,$(TO_TEST))$(COMPILE), run the tests (2 1/2 minutes); on two fast cores"

# Sets the shell variable python to the first of PYTHON, or else PYTHONS, that is new enough and can make environments.
define FIND_PYTHON
python=$$(for name in $(or $(PYTHON),$(PYTHONS)); do \
  command -v $$name >/dev/null 2>&1 || continue; \
  $$name -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
  echo $$name; break; done); \
if [ -z "$$python" ]; then \
  echo "nelumbo needs Python 3.11 or newer with the module venv, and found none (tried" \
    "$(or $(PYTHON),$(PYTHONS))). Install one, for instance from your system's packages (python3-venv" \
    "on Debian) or https://www.python.org/downloads/." >&2; exit 1; fi
endef

INSTALL = $(FIND_PYTHON); $$python tools/install.py $(VENV) $(if $(CONSTRAINTS),--constraints $(CONSTRAINTS))

$(TO_RUN): pyproject.toml $(CONSTRAINTS)
	@$(INSTALL)
	@touch $@

$(TO_TEST): pyproject.toml $(CONSTRAINTS)
	@$(INSTALL) --extras dev,docs
	@touch $(TO_RUN) $@

$(LOCKER)/.ready:
	@$(FIND_PYTHON); $$python -m venv --clear $(LOCKER)
	@$(LOCKER)/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.8" "packaging>=24"
	@touch $@
