# `make contract` is the main job, `make test` the tests; each sets up what it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SETUP := $(VENV)/.installed node_modules/.installed

.DEFAULT_GOAL := help
.PHONY: help setup contract proof lint docs openapi generate dredd serve serve-prod worker preview screenshots migration readers clients reading test test-fast test-times rules scorecard compatibility fuzz mutation blueprints servers bench check lock clean

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

contract: setup ## Lint, generate, document and judge the reference server by the blueprint
	@APP_CONFIG=development $(BIN)/python -m server --check-migrations
	@$(BIN)/contract lint
	@$(BIN)/contract generate --check
	@$(BIN)/contract docs --downloads
	@$(BIN)/contract openapi
	@$(BIN)/contract dredd
	@$(BIN)/contract verify --junit build/junit.xml --json build/verify.json

proof: contract ## After that, publish what green means: coverage, mutation, scorecard, proof in the docs
	@$(BIN)/contract coverage --fail-under 95
	@$(BIN)/contract mutate
	@$(BIN)/contract scorecard --format markdown --out build/scorecard.md --json build/scorecard.json
	@for page in docs build; do cut -d'|' -f1-4 $$page/scorecard.md >build/verdicts-$$page.txt; done
	@diff build/verdicts-docs.txt build/verdicts-build.txt || \
		{ echo "docs/scorecard.md is not what this run shows: run make scorecard and commit it"; exit 1; }
	@$(BIN)/contract docs --downloads --report build/verify.json

readers: setup ## Fetch Redoc, Scalar and Elements from npm, to compare with
	@$(BIN)/python -m tests.browser.readers >/dev/null

clients: tests/server/clients/node_modules/.installed ## Fetch JSON:API clients from npm, to run against the server

reading: readers ## Write docs/reading.md anew (needs Chromium, Neovim and tmux)
	@$(BIN)/python -m benchmarks.reading

test: setup readers clients ## Run all tests
	@$(BIN)/pytest -n auto --dist loadgroup --durations 30

test-fast: setup ## Run the fast tests without browser, services and Dredd: less than a minute on two cores
	@$(BIN)/pytest -n auto --dist loadgroup --fast --within=55

test-times: setup readers clients ## Run all tests and record their processor time, by which the others choose and order them
	@$(BIN)/pytest -n auto --dist loadgroup --processor-time=build/processor-time.jsonl
	@$(BIN)/python -m tests.processor_time --record build/processor-time.jsonl

setup: $(SETUP) ## Install the virtual environment and the npm packages

docs: setup ## Write the documentation, with the files that its readers download
	@$(BIN)/contract docs --downloads

lint openapi generate dredd: setup ## Run one step of `make contract`
	@$(BIN)/contract $@

serve: setup ## Serve the reference server at http://127.0.0.1:5000, its documentation at /docs
	@$(BIN)/contract docs --downloads
	@DOCS_FILE=build/docs/index.html $(BIN)/python -m server --migrate --port 5000

serve-prod: setup ## Serve it with gunicorn's workers at http://127.0.0.1:8000; needs SECRET_KEY
	@export APP_CONFIG=$${APP_CONFIG:-production}; $(BIN)/flask --app server.wsgi db upgrade && \
		exec $(BIN)/gunicorn -c deploy/gunicorn.conf.py server.wsgi:app

worker: setup ## Work on queued tasks; needs SECRET_KEY and CELERY_BROKER_URL (or REDIS_URL)
	@export APP_CONFIG=$${APP_CONFIG:-production}; exec $(BIN)/celery -A server.worker:celery worker

preview: setup ## Show the documentation live while the blueprint is edited
	@$(BIN)/contract preview

screenshots: setup ## Write docs/screenshots/ anew (needs Chromium)
	@$(BIN)/contract docs --downloads
	@$(BIN)/python -m tests.browser.screenshots

migration: setup ## Write a migration after the blueprint changed: make migration m="what changed"
	@test -n '$(m)' || { echo 'say what changed: make migration m="what changed"'; exit 2; }
	@APP_CONFIG=development $(BIN)/python -m server --make-migration '$(m)'

check: setup ## Check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

rules: setup ## Write docs/rules.md and docs/checks.md anew
	@$(BIN)/python -m tests.contracts.lint.page
	@$(BIN)/python -m tests.contracts.checks_page

scorecard: setup ## Write docs/scorecard.md anew: JSON:API 1.0, statement by statement
	@$(BIN)/contract scorecard --format markdown --out docs/scorecard.md

compatibility: setup ## Write docs/compatibility.md anew
	@$(BIN)/contract diff --rules > docs/compatibility.md

fuzz: setup ## Search with the property tests for new failures: make fuzz [n=5000] [tests=FILE]
	@CONTRACT_EXAMPLES=$(or $(n),5000) $(BIN)/pytest -q -m hypothesis -o timeout=0 $(tests)

mutation: setup ## Plant faults in our own code: make mutation [n=1500] [minutes=180] [fresh=1] [again=1] [package=NAME] [module=FILE]
	@$(BIN)/python -m tests.strength --sample $(or $(n),1500) --minutes $(or $(minutes),180) $(if $(fresh),--fresh) $(if $(again),--again) $(if $(package),--package $(package)) $(if $(module),--module $(module))

blueprints: setup ## Write docs/blueprints.md anew (fetches public blueprints from GitHub)
	@$(BIN)/python -m benchmarks.blueprints

servers: setup ## Write docs/servers.md anew (judges the public servers that run)
	@$(BIN)/python -m benchmarks.servers

bench: setup ## Measure speed: medians and ratios of one run
	@$(BIN)/python -m benchmarks

lock: setup ## Write the lock files anew
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --all-extras --python-version 3.11 \
		--custom-compile-command "make lock" pyproject.toml --output-file requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --extra server --python-version 3.11 \
		--constraint requirements.lock --custom-compile-command "make lock" pyproject.toml \
		--output-file deploy/requirements.lock
	@npm install --package-lock-only --omit-lockfile-registry-resolved
	@cd tests/server/clients && npm install --package-lock-only --omit-lockfile-registry-resolved

clean: ## Remove everything that was made
	rm -rf $(VENV) node_modules tests/server/clients/node_modules build .pytest_cache .mypy_cache .ruff_cache

$(VENV)/.installed: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: install Python 3.11 or newer"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is too old: install Python 3.11 or newer, or say make PYTHON=python3.12"; exit 1; }
	@echo "Installing Python packages into $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || { echo "cannot make $(VENV): is Python's venv module installed?"; exit 1; }
	@mkdir -p build && $(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock \
		>build/setup.log 2>&1 || \
		{ echo "cannot install the packages of requirements.lock: is the Python package registry reachable? (build/setup.log)"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q contracts hooks server
	@touch $@

node_modules/.installed: package-lock.json package.json
	@command -v npm >/dev/null || { echo "node is missing: install Node 20 or newer (with npm)"; exit 1; }
	@node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' || \
		{ echo "node is too old: install Node 20 or newer"; exit 1; }
	@echo "Installing npm packages into node_modules …"
	@mkdir -p build && npm ci --no-audit --no-fund >build/setup-npm.log 2>&1 || \
		{ echo "cannot install the packages of package-lock.json: is the npm registry reachable? (build/setup-npm.log)"; exit 1; }
	@touch $@

tests/server/clients/node_modules/.installed: tests/server/clients/package-lock.json | setup
	@echo "Installing JSON:API clients into tests/server/clients …"
	@cd tests/server/clients && npm ci --no-audit --no-fund >../../../build/setup-clients.log 2>&1 || \
		{ echo "cannot install the packages of tests/server/clients/package-lock.json (build/setup-clients.log)"; exit 1; }
	@touch $@
