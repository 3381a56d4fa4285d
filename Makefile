# The environment lives in .venv and is made again when pyproject.toml changes.
DESIGN ?= designs/wei2024.toml
FIDELITY ?= quick
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
PATHS := .

export OMP_NUM_THREADS ?= 1

.PHONY: run test test-all lint types docs calibrate clean help

help:  ## List what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(STAMP)  ## Run a design: make run DESIGN=my.toml FIDELITY=standard
	$(VENV)/bin/nelumbo run $(DESIGN) --fidelity $(FIDELITY)

test: $(STAMP)  ## Run the tests that take minutes at most
	$(PY) -m pytest -q -n 2 --dist loadfile -m "not slow"

test-all: $(STAMP)  ## Run all tests
	$(PY) -m pytest -q -n 2 --dist loadfile

lint: $(STAMP)  ## Check style and format
	$(VENV)/bin/ruff check $(PATHS)
	$(VENV)/bin/ruff format --check $(PATHS)

types: $(STAMP)  ## Check types
	$(VENV)/bin/mypy

docs: $(STAMP)  ## Build the documentation in build/docs, warnings are errors, and play its tutorial
	$(PY) -m sphinx -b html -W --keep-going -q docs build/docs
	$(PY) -m pytest -q tests/test_tutorial.py

calibrate: $(STAMP)  ## Fit the numbers in src/nelumbo/materials/calibration.toml again
	$(VENV)/bin/nelumbo calibrate $(DESIGN) -o src/nelumbo/materials

clean:  ## Remove the environment and all caches, not the results in runs/
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): pyproject.toml
	@python=$$(for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	  command -v $$name >/dev/null 2>&1 || continue; \
	  $$name -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  echo $$name; break; done); \
	if [ -z "$$python" ]; then \
	  echo "nelumbo needs Python 3.11 or newer with the module venv, and found none (tried python3 and" \
	    "python3.11 to python3.14). Install one, for instance from your system's packages (python3-venv" \
	    "on Debian) or https://www.python.org/downloads/." >&2; exit 1; fi; \
	if [ ! -x $(PY) ]; then echo "making the environment in $(VENV) with $$python"; \
	  $$python -m venv $(VENV); fi
	@echo "installing nelumbo and its tools (a minute or two)"
	@$(PY) -m pip install -q --disable-pip-version-check -e ".[dev,docs]"
	@touch $@
