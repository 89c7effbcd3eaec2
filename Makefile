# make setup   the environment, nothing else
# make demo    the demo: its own database, its own data, a page to open
# make test    everything, with Chromium and LibreOffice
# make quick   everything that needs neither
# make check   style, types, imports, generated pages, rules of the house
#
# Needs Python 3.11 or newer with pip, and this make. Nothing is installed outside .venv but by
# "make browser".

SHELL := /bin/sh
VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check --no-input --quiet
# Any Python of 3.11 or newer will do; say PYTHON3=... to choose.
PYTHON3 ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done)
# Vietnamese text is UTF-8 wherever it runs, also where no language is set.
export PYTHONUTF8 := 1

.PHONY: setup dev demo test quick check docs lock browser clean
.DELETE_ON_ERROR:

setup: $(VENV)/base.done

dev: $(VENV)/dev.done

demo: setup
	$(VENV)/bin/dangvu demo $(ARGS)

# Two processes, each with a database of its own; the seed of hashes gives both the same order. Files
# go in the order of their names: those of few and long tests would else be left for the end.
BESIDE := PYTHONHASHSEED=0 $(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test: dev browser
	$(BESIDE) $(ARGS)

quick: dev
	$(BESIDE) -m "not browser and not office_suite" $(ARGS)

check: dev
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo
	$(PYTHON) -m pytest tests/house

docs: dev
	grep -rhoE '^<!-- .*`python -m dangvu[a-z_.]*`' docs | grep -oE 'dangvu[a-z_.]*`' | tr -d '`' | sort -u | \
		while read -r maker; do $(PYTHON) -m "$$maker" || exit 1; done

lock: dev
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		requirements/base.in -o requirements/base.txt
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		-c requirements/base.txt requirements/dev.in -o requirements/dev.txt

browser:
	@sh scripts/programs_for_tests.sh

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf src/*.egg-info
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Debian's python3 comes without ensurepip; there the system's pip fills the environment.
$(PYTHON):
	@if [ -z "$(PYTHON3)" ]; then \
		echo "dangvu needs Python 3.11 or newer; found: $$(python3 --version 2>&1)." >&2; \
		echo "Install it, or name it: make setup PYTHON3=/path/to/python3" >&2; exit 1; fi
	@$(PYTHON3) -m venv $(VENV) 2>/dev/null || { rm -rf $(VENV); $(PYTHON3) -m venv --without-pip $(VENV); \
		$(PYTHON3) -m pip --python $(PYTHON) --version >/dev/null 2>&1 || { rm -rf $(VENV); \
		echo "This Python has neither ensurepip nor a pip of 22.3 or newer. On Debian: apt-get install python3-venv" >&2; \
		exit 1; }; $(PYTHON3) -m pip --python $(PYTHON) --quiet install pip; }

$(VENV)/base.done: $(PYTHON) requirements/base.txt pyproject.toml
	@echo "Installing what dangvu runs on (once, and when it changes) ..."
	@$(PIP) install --no-deps --require-hashes -r requirements/base.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.done: $(VENV)/base.done requirements/dev.txt
	@echo "Installing what checks and tests it ..."
	@$(PIP) install --no-deps --require-hashes -r requirements/dev.txt
	@touch $@
