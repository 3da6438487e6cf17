# One virtual environment, `.venv`, filled from hash-locked requirements. A stamp file for each lock
# says when it was last installed, so nothing is reinstalled until a lock changes.
PYTHON ?= python3
UV ?= .venv/bin/uv
PIP := .venv/bin/python -m pip --disable-pip-version-check
BENCH ?=
FUZZ ?=
TIME ?= 60

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-full check bench fuzz lock clean

help:
	@echo "make setup      everything that development needs, into .venv"
	@echo "make demo       how many days better sharing and faster publication save"
	@echo "make test       the tests"
	@echo "make test-full  the tests, the long ones too"
	@echo "make check      style, types and layers"
	@echo "make bench      speed and memory; BENCH=NAME for one of them"
	@echo "make fuzz       bytes that nobody wrote; TIME=SECONDS for each target, FUZZ=NAME for one"
	@echo "make lock       renew the locks (needs uv; UV=PATH says where it is)"
	@echo "make clean      remove what was made, except .venv"

setup: .venv/.dev.stamp

demo: .venv/.runtime.stamp
	.venv/bin/lienthong compare demo faster-publication better-sharing both \
	  --replications 16 --workers 2

# Real parts (a Kafka broker, kcat, ...) are found or installed first; without one, the tests that
# need it are skipped with one sentence.
test: .venv/.dev.stamp
	tests/real_parts.sh
	.venv/bin/python -m pytest -n 4 --dist worksteal -q -m "not full and not bench"

test-full: .venv/.dev.stamp
	tests/real_parts.sh
	.venv/bin/python -m pytest -n 4 --dist worksteal -q -m "not bench"

check: .venv/.dev.stamp
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: .venv/.dev.stamp
	.venv/bin/python -m tests.bench.run $(BENCH)

fuzz: .venv/.dev.stamp
	.venv/bin/python -m tests.fuzz.run --seconds $(TIME) $(FUZZ)

.venv/.python.stamp:
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed')"
	$(PYTHON) -m venv .venv
	touch $@

# The wheel's own files are linked, not copied; only its metadata depends on pyproject.toml.
.venv/.runtime.stamp: .venv/.python.stamp requirements.lock pyproject.toml
	$(PIP) install -q --require-hashes -r requirements.lock
	$(PIP) install -q --no-deps --no-build-isolation -e .
	touch $@

.venv/.dev.stamp: .venv/.runtime.stamp requirements-dev.lock
	$(PIP) install -q --require-hashes -r requirements-dev.lock
	touch $@

# The second lock is held to the versions of the first, so that both fit one environment.
COMPILE := pip compile -q --universal --fork-strategy fewest --python-version 3.11 \
  --generate-hashes --no-annotate --no-header --no-emit-index-url --extra build
lock:
	$(UV) $(COMPILE) pyproject.toml -o requirements.lock
	$(UV) $(COMPILE) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf build dist runs .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache *.egg-info
	find topics agents simulator tests -name __pycache__ -prune -exec rm -rf {} +
