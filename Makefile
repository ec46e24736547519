# Every command a person needs. `make demo` and `make test` set everything up on a fresh machine by themselves.
SHELL := /bin/sh
PY := .venv/bin/python
DEMO_ARGS ?= --serve
PEERS ?= $(or $(ZHIBEN_PEERS),../shared/peers)
HOME_DIR ?= $(or $(ZHIBEN_HOME),var)
# Nobody's settings may send pip to another index than the one it knows; the locks carry hashes.
PIP := $(PY) -m pip --quiet --disable-pip-version-check
LOCK := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock'

.PHONY: help demo test check check-all faults attacks mutants serve fmt docs pictures bench lock fonts assets install test-sqlite test-postgresql test-browser

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: .venv/.ready assets fonts ## everything that running needs

.venv/.made:
	@python3 -c 'import ensurepip, venv' 2>/dev/null || requirements/system.sh python3-venv
	@python3 -m venv .venv
	@touch $@

.venv/.ready: .venv/.made requirements/dev.txt pyproject.toml
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# Node comes with the machine, or from a Python wheel where the machine has none (or one older than 20).
.venv/.node: requirements/node.txt .venv/.made
	@node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' 2>/dev/null && command -v npm >/dev/null || $(PIP) install --require-hashes -r requirements/node.txt
	@touch $@

node_modules/.ready: package-lock.json .npmrc .venv/.node
	@PATH="$(CURDIR)/.venv/bin:$$PATH" npm ci --silent
	@touch $@

src/zhiben/web/static/vendor/.ready: node_modules/.ready requirements/vendor.py src/zhiben/web/icons.txt
	@$(PY) requirements/vendor.py
	@touch $@

assets: .venv/.ready src/zhiben/web/static/vendor/.ready ## browser assets from npm into the package

fonts: .fonts/.complete ## fonts for papers, into .fonts

.fonts/.complete: requirements/fonts.sh
	@requirements/fonts.sh "$(CURDIR)/.fonts"
	@touch $@

demo: install ## the demonstration city: built, a round closed, its bulletin in out/, served on this machine
	@.venv/bin/zhiben demo $(DEMO_ARGS)

serve: install ## the site and a worker, on this machine
	@.venv/bin/zhiben migrate
	@.venv/bin/zhiben serve

.stamps/test-packages: requirements/system.sh Makefile
	@requirements/system.sh postgresql-15 chromium fonts-noto-cjk poppler-utils libreoffice-writer-nogui libreoffice-calc-nogui
	@mkdir -p .stamps && touch $@

test: install .stamps/test-packages test-sqlite test-postgresql test-browser ## all tests: SQLite, PostgreSQL, browser

test-sqlite: .venv/.ready
	@$(PY) -m pytest -q -n 2 --dist worksteal -m 'not browser and not slow' --database=sqlite

# On PostgreSQL what may differ between databases (see CONTRIBUTING.md); `either` and these folders are the same on both.
EITHER := $(addprefix --ignore=tests/,kernel analysis house rendering mutants tables cli config)

test-postgresql: .venv/.ready
	@$(PY) -m pytest -q -n 2 --dist worksteal -m 'not browser and not slow and not either' --database=postgresql $(EITHER)

# Two browsers; the demonstration city is built once, by the one that has all its tests.
test-browser: .venv/.ready
	@$(PY) -m pytest -q -n 2 --dist loadgroup -m browser --database=sqlite

check: install ## style, types, walls between rooms, templates, generated docs, migrations, licences
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/djlint --quiet --lint src/zhiben
	@$(PY) -m zhiben.config.docs --check
	@.venv/bin/python -m django makemigrations --check --dry-run --settings zhiben.config.settings
	@$(PY) requirements/licences.py

check-all: check .stamps/test-packages ## the long matrices too
	@$(PY) -m pytest -q -n 2 -m 'not browser' --database=sqlite
	@$(PY) -m pytest -q -n 2 -m 'not browser' --database=postgresql --ignore=tests/mutants

mutants: .venv/.ready ## rules taken away one at a time: a test must miss each
	@$(PY) -m pytest -q -n 2 tests/mutants --database=sqlite

# R9 has one count only, which every run of the tests takes too.
faults: install .stamps/test-packages ## sudden deaths, locks, races in full; what is measured is kept in docs/operator/assurance.json
	@for database in sqlite postgresql; do \
		ZHIBEN_RECORD=1 $(PY) -m pytest -q -m slow --database=$$database tests/faults && \
		ZHIBEN_RECORD=1 $(PY) -m pytest -q --database=$$database tests/faults/test_editors.py || exit 1; \
	done

attacks: install .stamps/test-packages ## rights, forms, sessions, guesses, ways out, headers, secrets, the ledger in full; kept like the faults
	@for tests in tests/attacks tests/doors 'tests/foundation/test_ledger_tamperings.py -m slow'; do \
		ZHIBEN_RECORD=1 $(PY) -m pytest -q -n 2 --dist worksteal --database=sqlite $$tests || exit 1; \
	done

fmt: .venv/.ready ## lay out code
	@.venv/bin/ruff check --fix-only -q . ; .venv/bin/ruff format -q .

docs: .venv/.ready ## docs/generated from the declarations
	@$(PY) -m zhiben.config.docs

pictures: install .stamps/test-packages ## the handbook's pictures, taken anew from the demonstration
	@ZHIBEN_RECORD=1 $(PY) -m pytest -q -m browser --database=sqlite tests/journeys/test_city_in_pictures.py

.peers/.ready: requirements/peers.txt .venv/.made
	@python3 -m venv .peers
	@.peers/bin/python -m pip --quiet --disable-pip-version-check install --require-hashes -r requirements/peers.txt
	@touch $@

bench: install .peers/.ready ## figures against yardsticks of the same run; the goals go into docs/performance.*; not the long ones: zhiben bench situation, zhiben bench reconcile
	@.venv/bin/zhiben bench
	@ZHIBEN_PEERS="$(PEERS)" .venv/bin/zhiben bench goals --record docs --commit "$$(git rev-parse HEAD)"

lock: .venv/.ready ## renew the locks (no index address in them)
	@for name in base dev node peers; do PIP_CONFIG_FILE=/dev/null .venv/bin/$(LOCK) requirements/$$name.in -o requirements/$$name.txt; done
