# Stoppress: what one can ask of this repository. `make` alone lists it.
PYTHON ?= python3
BIN := .venv/bin
# What is read is kept: tests start the program a thousand times.
export PYTHONDONTWRITEBYTECODE :=
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
STATIC := src/stoppress/web/static/manifest.json
FAST := $(BIN)/python -m pytest -q --hypothesis-profile fast -p no:cacheprovider
# Beside the laws, so that both halves take as long.
OTHER := tests/unit/outbound tests/unit/transfer
FRONTEND := $(shell find frontend -path frontend/node_modules -prune -o -type f -print)
.DEFAULT_GOAL := help
.PHONY: help setup demo test check fast browser proxies bench soak docs fix lock clean

help: ## List these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 12

setup: .venv/run $(STATIC) ## Make .venv with the program, and build what browsers load

demo: setup ## Serve an invented story at http://127.0.0.1:8000 that goes on by itself
	@$(BIN)/stoppress demo

.venv/bin/python:
	@sh tools/venv.sh $(PYTHON)

.venv/run: requirements/build.txt pyproject.toml | .venv/bin/python
	$(PIP) --require-hashes -r requirements/build.txt
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/run requirements/dev.txt
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

frontend/node_modules/.made: frontend/package.json frontend/package-lock.json
	@cd frontend && npm ci --no-fund --no-audit --loglevel=error
	@touch $@

$(STATIC): frontend/node_modules/.made $(FRONTEND)
	@cd frontend && npm run --silent build -- --logLevel warn
	@touch $@

browser: ## Find a Chromium, or install Debian's
	@sh tools/browser.sh

proxies: ## Find nginx and Varnish, or install Debian's
	@sh tools/proxies.sh

test: setup .venv/dev browser proxies check ## Set everything up and run every check and test
	cd frontend && npm test --silent
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: .venv/dev frontend/node_modules/.made ## Style, types, ceilings and the import contract
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.ceilings
	cd frontend && npm run --silent check

fast: .venv/dev ## Laws and unit tests alone, in under ten seconds
	@$(FAST) tests/laws $(OTHER) & laws=$$!; $(FAST) tests/unit $(OTHER:%=--ignore %); unit=$$?; wait $$laws && exit $$unit

bench: setup .venv/dev ## Measure everything beside its peers; BENCH=--quick ends within two minutes
	$(BIN)/python -m bench $(BENCH)

soak: setup .venv/dev browser ## Look for what only chance finds; kill the server again and again; fuzz the request reader; keep one tab open for 2,000 posts; time the desk; rehearse with 2,000 readers
	$(BIN)/python -m pytest -n 2 --dist worksteal -m hypothesis --hypothesis-profile chance
	$(BIN)/python -m bench.killed_while_publishing
	$(BIN)/python -m tests.laws.fuzz_lanes 300
	$(BIN)/python -m bench.long_day
	$(BIN)/python -m bench.desk_day
	$(BIN)/python -m bench.rehearsal

docs: .venv/dev ## Write the reference pages that are made from the code, and gather sentences to translate
	COLUMNS=80 $(BIN)/python -m tools.reference
	$(BIN)/python -m tools.languages

fix: .venv/dev frontend/node_modules/.made ## Put the style right where a tool can
	$(BIN)/ruff format --quiet .
	$(BIN)/ruff check --fix .
	cd frontend && npm run --silent fix

lock: ## Lock the requirements anew, with hashes and without addresses (needs uv)
	sh tools/lock.sh

clean: ## Remove what these targets made
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .bench
	rm -rf frontend/node_modules src/stoppress/web/static
