# Stoppress: what one can ask of this repository. `make` alone lists it.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup test check fast fix clean

help: ## List these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 12

setup: .venv/dev ## Make .venv with everything locked, and install the package into it

.venv/bin/python:
	@$(PYTHON) -m venv .venv || { echo "python3 cannot make virtual environments: on Debian, apt-get install python3-venv" >&2; rm -rf .venv; exit 1; }

.venv/dev: requirements/dev.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

test: setup ## Set everything up and run every check and test
	$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest

check: setup ## Style, types and the import contract
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fast: setup ## Laws and unit tests alone
	$(BIN)/python -m pytest tests/laws tests/unit

fix: setup ## Put the style right where a tool can
	$(BIN)/ruff check --fix .

clean: ## Remove what these targets made
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
