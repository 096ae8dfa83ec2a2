# Two commands do everything: `make run` and `make test`. They need python3 (3.11 or newer) with venv, and make.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && { echo $$p; break; }; done)
PORT ?= 8000
BIN := .venv/bin
export PUBLIC_PORT ?= $(PORT)
OWN_APPS := portal tenancy accounts media work cities events label search
# The linter asks Django for SQL, which asks a migrated database for defaults.
LINT_MIGRATIONS = DJANGO_SETTINGS_MODULE=portal.settings.lint DATA_DIR=var/lint $(BIN)/python manage.py

.PHONY: help run test test-services lint bench messages lock clean

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

run: .venv/base.stamp ## Set up, load the demonstration network, serve it at http://localhost:8000 with its worker
	@echo "Portal: starting on port $(PORT)"
	@$(BIN)/python manage.py serve --port $(PORT) --prepare

test: .venv/dev.stamp ## Set up and run the tests, those in a browser too where Chromium is installed
	@$(BIN)/python manage.py compile_catalogues
	@$(BIN)/python -m pytest $(ARGS)

test-services: .venv/dev.stamp ## Run the tests against real PostgreSQL, Redis and Elasticsearch, started for it
	@$(BIN)/python manage.py compile_catalogues
	@$(BIN)/python -m tests.services $(ARGS)

lint: .venv/dev.stamp ## Check style, types, layers, templates and migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python manage.py makemigrations --check --dry-run
	@$(LINT_MIGRATIONS) migrate --verbosity 0
	$(LINT_MIGRATIONS) lintmigrations --project-root-path . --quiet ok ignore --include-apps $(OWN_APPS)
	$(BIN)/python manage.py check --fail-level WARNING

bench: .venv/dev.stamp ## Compare with stock Wagtail on the same data, in one run
	@$(BIN)/python -m bench $(ARGS)

messages: .venv/dev.stamp ## Collect the strings to translate (needs gettext)
	$(BIN)/python manage.py makemessages --all --no-location --no-obsolete --ignore .venv --ignore var --ignore tests --ignore bench

lock: .venv/dev.stamp ## Pin the dependencies again, with hashes and without any index host
	@for out in base: production:--extra=s3 dev:--extra=dev,s3; do \
	  extras=$$(echo "$${out#*:}" | sed 's/,/ --extra=/'); \
	  $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-annotate --no-emit-index-url \
	    --no-emit-find-links --no-emit-trusted-host $$extras -o requirements/$${out%%:*}.txt pyproject.toml; done

clean: ## Remove what the other commands made: environment, database, uploads, caches
	rm -rf .venv var .mypy_cache .ruff_cache .import_linter_cache htmlcov .coverage tests/screenshots
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find portal/catalogues portal/translating/catalogues -name '*.mo' -delete

.venv/python.stamp:
	@command -v "$(firstword $(PYTHON) missing-python)" >/dev/null 2>&1 || { echo "Python 3.11 or newer is needed; install the package python3 (Debian 12, Ubuntu 24.04 or newer have it)."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv is missing; install the package python3-venv."; exit 1; }
	@echo "Environment: making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/base.stamp: .venv/python.stamp requirements/base.txt
	@test -f .venv/dev.stamp -a .venv/dev.stamp -nt requirements/base.txt || { \
	  echo "Packages: installing (a minute or two, once)"; \
	  $(BIN)/python -m pip install --disable-pip-version-check --no-deps --require-hashes --quiet --progress-bar on -r requirements/base.txt; }
	@touch $@

.venv/dev.stamp: .venv/python.stamp requirements/dev.txt
	@echo "Packages: installing, with those for tests (a few minutes, once)"
	@$(BIN)/python -m pip install --disable-pip-version-check --no-deps --require-hashes --quiet --progress-bar on -r requirements/dev.txt
	@touch $@ .venv/base.stamp
