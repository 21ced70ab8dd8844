# The words of the project; `make` alone lists them. A fresh Debian with Python 3.11, pip and make
# is enough: everything else is fetched when it is first needed, and not again.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
UV := .uv/bin/uv
BIN := .venv/bin
STEP := tools/step.sh
QUIETLY := $(STEP) --quiet
PYTEST := $(BIN)/pytest -q
# The tests on a database: not the browser's, and not the migrations', which have a run of their own.
# Two processes: each has a database of its own, and few machines have fewer cores.
SUITE := $(PYTEST) -m "not browser and not migrations" --numprocesses 2
TORTURE := $(PYTEST) --log-cli-level INFO tests/edition
PAYMENTS := $(PYTEST) --log-cli-level INFO tests/donations
SOCIAL := $(PYTEST) --log-cli-level INFO tests/social
MIGRATIONS := $(PYTEST) --migrations -m migrations tests/migrations

# The newest Python on this machine that fits is taken; none is downloaded.
export UV_PYTHON_DOWNLOADS := never
# One progress bar less in logs.
export UV_NO_PROGRESS := 1

##@ Run it

.PHONY: help
help: ## List these words
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: .venv/.program ## Install the program and what it needs into .venv
	@:

.PHONY: demo
demo: setup ## Make the demo newsroom in demo/ and serve it (PORT=8001 for another port)
	@exec $(BIN)/obole demo demo $(if $(PORT),--port $(PORT))

##@ Check it

.PHONY: check
check: .venv/.development ## Check the code without running it; quiet when all is well
	@tools/install_packages.sh gettext
	@$(MAKE) --keep-going --jobs=2 --output-sync=target $(CHECKS)

.PHONY: test
test: test-tools ## Run every test: SQLite, migrations, PostgreSQL, browser
	@$(MAKE) test-sqlite test-migrations test-postgresql test-browser

.PHONY: torture
torture: .venv/.development ## Try for a long time to get an old page, a gift lost, or a post twice (NEWSROOMS, HISTORIES, KILLS, PUBLICATIONS)
	@$(STEP) "A newsroom at work" env OBOLE_TORTURE=$(or $(NEWSROOMS),300) $(TORTURE)/test_always_right.py
	@$(STEP) "Kills under load" env OBOLE_KILLS=$(or $(KILLS),200) $(TORTURE)/test_kills.py
	@$(STEP) "Histories of gifts" env OBOLE_HISTORIES=$(or $(HISTORIES),500) $(PAYMENTS)/test_any_order.py
	@$(STEP) "Kills while gifts settle" env OBOLE_KILLS=$(or $(KILLS),200) $(PAYMENTS)/test_kills.py
	@tools/install_servers.sh
	@$(STEP) "Posts to real servers" env OBOLE_PUBLICATIONS=$(or $(PUBLICATIONS),300) \
		$(PYTEST) tests/social/test_real_servers.py
	@$(STEP) "Kills while posts go out" env OBOLE_KILLS=$(or $(KILLS),200) $(SOCIAL)/test_worker_kills.py

.PHONY: bench
bench: .venv/.development ## Measure speed at 100, 10,000 and 100,000 articles, and of baked pages
	@tools/install_packages.sh brotli-for-nginx caddy nginx wrk
	@$(STEP) "Speed of pages as they are made" $(BIN)/python -m bench pages
	@$(STEP) "Speed of baked pages" $(BIN)/python -m bench edition
	@$(STEP) "Speed of comments" $(BIN)/python -m bench comments
	@$(STEP) "Speed of the books" $(BIN)/python -m bench ledger
	@$(STEP) "Speed of bank statements" $(BIN)/python -m bench statement
	@$(STEP) "Speed of receipts" $(BIN)/python -m bench receipts
	@$(STEP) "Speed of gifts" $(BIN)/python -m bench gifts
	@$(STEP) "Speed of social publishing" $(BIN)/python -m bench social

##@ Change it

.PHONY: format
format: .venv/.development ## Format code and templates, and fix what can be fixed
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .
	@tools/templates.sh || true

.PHONY: messages
messages: .venv/.development ## Collect the strings into the .po files and compile them
	@tools/install_packages.sh gettext
	@tools/messages.sh

.PHONY: test-tools
test-tools: .venv/.development node_modules/.obole ## Install what the tests need
	@tools/install_packages.sh brotli-for-nginx caddy chromium gettext hledger java nginx openssl \
		pango pdftotext postgresql zbarimg
	@tools/install_servers.sh

.PHONY: test-sqlite test-migrations test-postgresql test-browser
test-sqlite: .venv/.development ## Run the suite on SQLite
	@$(STEP) "Tests on SQLite" $(SUITE)

test-migrations: .venv/.development ## Run the real migrations on SQLite
	@$(STEP) "Migrations on SQLite" $(MIGRATIONS)

test-postgresql: .venv/.development ## Run the suite and the migrations on PostgreSQL
	@$(STEP) "Tests on PostgreSQL" tools/with_postgresql.sh $(SUITE)
	@$(STEP) "Migrations on PostgreSQL" tools/with_postgresql.sh $(MIGRATIONS)

test-browser: .venv/.development ## Run the tests that need Chromium
	@$(STEP) "Tests in the browser" $(PYTEST) -m browser

CHECKS := check-ruff check-format check-types check-imports check-architecture \
	check-templates check-dependencies check-migrations check-messages
.PHONY: $(CHECKS)
check-types:
	@$(QUIETLY) "mypy (types)" tools/with_site.sh $(BIN)/mypy
check-architecture:
	@$(QUIETLY) "pytest tests/architecture" $(PYTEST) tests/architecture \
		--ignore tests/architecture/test_messages.py
check-ruff:
	@$(QUIETLY) "ruff (faults)" $(BIN)/ruff check .
check-format:
	@$(QUIETLY) "ruff (format)" $(BIN)/ruff format --check .
check-imports:
	@$(QUIETLY) "import-linter (floors)" $(BIN)/lint-imports
check-templates:
	@$(QUIETLY) "djade (templates)" tools/templates.sh --check
check-dependencies:
	@$(QUIETLY) "deptry (dependencies)" $(BIN)/deptry src
check-migrations:
	@$(QUIETLY) "makemigrations --check" tools/with_site.sh \
		$(BIN)/django-admin makemigrations --check --dry-run
check-messages:
	@$(QUIETLY) "untranslated strings" $(PYTEST) tests/architecture/test_messages.py

# Files that say what is installed.

$(UV):
	@echo "Getting uv"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action ignore \
		--upgrade --target .uv 'uv>=0.9,<1'

.venv/.program: pyproject.toml uv.lock | $(UV)
	@echo "Installing the program into .venv"
	@$(UV) sync --quiet --frozen --inexact --no-dev
	@touch $@

.venv/.development: pyproject.toml uv.lock | $(UV)
	@echo "Installing the program and the development tools into .venv"
	@$(UV) sync --quiet --frozen --inexact
	@touch .venv/.program $@

# Node comes with Python's packages: Debian 12's is too old for the checkers.
node_modules/.obole: package.json package-lock.json .npmrc .venv/.development
	@echo "Installing the checkers of HTML and of headers into node_modules"
	@$(UV) sync --quiet --frozen --inexact --group checkers
	@PATH="$$PWD/$(BIN):$$PATH" npm ci --silent --no-progress
	@# Its install script would download the browsers' list of preloaded hosts: an empty one will do.
	@echo '{}' >node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json
	@touch $@
