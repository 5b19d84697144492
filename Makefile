# CaCo Rooster. `make` alone lists what there is.
#
# Everything lives in .venv, made from hash-locked requirements. A second run installs nothing.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The Python to build .venv from; any from 3.11 on will do: make PYTHON=python3.13 setup
PYTHON ?= python3
# Test workers: one more than the cores of a small machine, for many tests wait for another program.
WORKERS ?= 3

VENV := .venv
PY := $(VENV)/bin/python
VENV_STAMP := $(VENV)/.made
RUN_STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
CODE := data solver scheduler $(wildcard web)

# $(call install,arguments): with uv, else with pip, which does the same, only slower.
# The system's certificates, because many an office inspects its own traffic.
install = { [ -x $(VENV)/bin/uv ] && $(VENV)/bin/uv pip install --quiet --system-certs --python $(PY) $(1); } \
	|| $(PY) -m pip install --quiet --disable-pip-version-check $(1)

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(RUN_STAMP) ## Make .venv with all that the product needs

$(VENV_STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "CaCo Rooster needs Python 3.11 or newer, and '$(PYTHON)' is not. Name one: make PYTHON=/path/to/python3 setup" >&2; \
		exit 1; }
	@if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing python3-venv, which '$(PYTHON)' lacks."; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; \
		else \
			echo "'$(PYTHON)' cannot make virtual environments. Install the package python3-venv (Debian, Ubuntu) and run make again." >&2; \
			exit 1; \
		fi; \
	fi
	@echo "Making $(VENV) with $$($(PYTHON) --version)."
	@$(PYTHON) -m venv --clear $(VENV)
	@said=$$($(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt 2>&1) || { \
		if grep -q "DO NOT MATCH THE HASHES" <<<"$$said"; then echo "$$said" >&2; exit 1; fi; \
		echo "uv is not to be had here: pip will do the work, only slower."; }
	@touch $@

$(RUN_STAMP): $(VENV_STAMP) requirements.txt pyproject.toml
	@echo "Installing what the product needs."
	@$(call install,--require-hashes -r requirements.txt)
	@$(call install,--no-deps --no-build-isolation -e .)
	@touch $@

$(DEV_STAMP): $(RUN_STAMP) requirements-dev.txt
	@echo "Installing what the tests and checks need."
	@$(call install,--require-hashes -r requirements-dev.txt)
	@touch $@

.PHONY: dev
dev: $(DEV_STAMP) ## Add the tools for tests and checks to .venv

# What browsers run comes from npm: that of the system, or else the one that PyPI has.
npm_ci = { command -v npm >/dev/null || { echo "Installing Node, which fetches what browsers run." \
	&& $(call install,--require-hashes -r requirements-node.txt); }; } \
	&& cd $(1) && PATH="$$PATH:$(CURDIR)/$(VENV)/bin" npm ci --silent --no-audit --no-fund
ASSETS := web/node_modules/.package-lock.json

$(ASSETS): web/package-lock.json requirements-node.txt $(RUN_STAMP)
	@echo "Installing what browsers run."
	@$(call npm_ci,web)
	@touch $@

.PHONY: assets
assets: $(ASSETS) ## What browsers run, fetched from npm

.PHONY: run
run: $(RUN_STAMP) $(ASSETS) ## The whole product at http://127.0.0.1:8000, with an invented region
	@mkdir -p build/demo
	@CACO_DATABASE_URL="$${CACO_DATABASE_URL-sqlite:///build/demo/caco.db}" \
		$(VENV)/bin/caco start --demo --log build/demo/caco.log

.PHONY: demo
demo: $(RUN_STAMP) ## The planner's files of that region and its roster as files, into build/demo
	@$(VENV)/bin/caco demo

# A PostgreSQL server of its own in a temporary folder, for as long as a command runs.
POSTGRESQL := CACO_TEST_POSTGRESQL=1 pg_virtualenv -t -o fsync=off

# Other programs that tests need, and how tests run. Workers and the programs that tests start read
# compiled modules, wherever the environment says not to keep them.
test test-second test-all coverage: export PYTHONDONTWRITEBYTECODE :=
TEST_NEEDS := $(DEV_STAMP) $(ASSETS) postgresql readers chromium firefox operation
PYTEST = $(POSTGRESQL) $(PY) -m pytest -n $(WORKERS) --dist worksteal --durations 25

.PHONY: postgresql
postgresql:
	@if ! command -v pg_virtualenv >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing PostgreSQL, which the tests run a server of."; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null; \
		else \
			echo "The tests run a PostgreSQL server. Install the package postgresql (Debian, Ubuntu) and run make again." >&2; \
			exit 1; \
		fi; \
	fi

# Programs of others that the tests let read our calendars: from npm, and from the system.
ICAL_JS := tests/scheduler/feeds/node_modules/.package-lock.json

$(ICAL_JS): tests/scheduler/feeds/package-lock.json $(DEV_STAMP)
	@echo "Installing ical.js, which the tests read calendars with."
	@$(call npm_ci,tests/scheduler/feeds)
	@touch $@

.PHONY: readers
readers: $(ICAL_JS)
	@if ! { command -v vdirsyncer && command -v khal; } >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing vdirsyncer and khal, which the tests read calendars with."; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq vdirsyncer khal >/dev/null; \
		else \
			echo "The tests read calendars with vdirsyncer and khal. Install these packages (Debian, Ubuntu) and run make again." >&2; \
			exit 1; \
		fi; \
	fi

.PHONY: chromium
chromium:
	@if ! command -v chromium >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Chromium, in which the tests look at the pages."; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
		else \
			echo "The tests look at the pages in Chromium. Install the package chromium (Debian, Ubuntu) and run make again." >&2; \
			exit 1; \
		fi; \
	fi

# Debian's own build will do: Playwright drives it by WebDriver BiDi.
.PHONY: firefox
firefox:
	@if ! command -v firefox-esr >/dev/null && ! command -v firefox >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing Firefox, in which the tests repeat what people do."; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq firefox-esr >/dev/null; \
		else \
			echo "The tests repeat in Firefox what people do. Install the package firefox-esr (Debian) and run make again." >&2; \
			exit 1; \
		fi; \
	fi

# Programs that read the files in deploy/: the tests let them.
.PHONY: operation
operation:
	@if ! { command -v nginx && command -v promtool && command -v systemd-analyze; } >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing nginx, promtool and systemd-analyze, which the tests read deploy/ with."; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx openssl prometheus systemd >/dev/null; \
		else \
			echo "The tests read deploy/ with nginx, promtool and systemd-analyze. Install the packages nginx, prometheus and systemd (Debian, Ubuntu) and run make again." >&2; \
			exit 1; \
		fi; \
	fi

.PHONY: test
test: $(TEST_NEEDS) ## The first stage of the tests
	@$(PYTEST) -m "first and not slow and not bench"

.PHONY: test-second
test-second: $(TEST_NEEDS) ## The second: both databases everywhere, browsers, whole programs
	@$(PYTEST) -m "second and not slow and not bench"

.PHONY: test-all
test-all: $(TEST_NEEDS) ## All tests, the slow ones too
	@$(PYTEST) -m "not bench"

.PHONY: coverage
coverage: $(TEST_NEEDS) ## Which lines and branches the tests of both stages reach
	@$(PYTEST) -m "not slow and not bench" --cov --cov-report=term

.PHONY: bench
bench: $(DEV_STAMP) $(ASSETS) postgresql chromium ## Measure the solver, the store, calendars and the pages
	@$(PY) tests/bench/run.py
	@$(PY) -m tests.bench.repair --runs 3
	@$(PY) -m pytest -q -s -m bench tests/bench
	@pg_virtualenv -t $(PY) tests/bench/store.py
	@pg_virtualenv -t $(PY) -m tests.bench.feeds
	@pg_virtualenv -t $(PY) -m tests.bench.sweep
	@$(PY) -m tests.bench.regions
	@$(PY) -m tests.bench.board
	@$(PY) -m tests.bench.grid
	@$(PY) -m tests.bench.web_load

.PHONY: barriers
barriers: $(DEV_STAMP) $(ASSETS) chromium ## Look at every page in eight variants for what keeps people out (axe)
	@$(PY) -m tests.browser.barriers

.PHONY: screenshots
screenshots: $(DEV_STAMP) $(ASSETS) chromium ## A picture of every page, into build/screenshots
	@$(PY) -m tests.browser.screenshots

.PHONY: check
check: $(DEV_STAMP) ## Style, formatting, types, and the direction of imports
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(PY) -m mypy $(CODE) tests
	@$(VENV)/bin/lint-imports

.PHONY: house
house: $(DEV_STAMP) ## How the code is laid out, beside its goals
	@$(PY) tests/house.py

.PHONY: format
format: $(DEV_STAMP) ## Put the code in order: imports, formatting, safe repairs
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .

.PHONY: lock
lock: $(VENV_STAMP) ## Choose newer versions: write all requirements*.txt anew
	@$(VENV)/bin/uv pip compile $(LOCK) --group build -o requirements.txt
	@$(VENV)/bin/uv pip compile $(LOCK) --group build --group dev -c requirements.txt -o requirements-dev.txt
	@$(VENV)/bin/uv pip compile $(patsubst pyproject.toml,,$(LOCK)) --group pyproject.toml:node -o requirements-node.txt
	@$(VENV)/bin/uv pip compile $(patsubst pyproject.toml,,$(LOCK)) --group pyproject.toml:uv -o requirements-uv.txt

LOCK := pyproject.toml --quiet --universal --python-version 3.11 --upgrade \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.PHONY: clean
clean: ## Remove .venv, build results and caches
	@rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
