# One job a verb; `make help` lists them. Needs Python 3.11+ and PyPI, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
INSTALLED := $(VENV)/.installed
QUOTED := $(BIN)/quoted
BENCH := .venv-bench
BENCH_BIN := $(BENCH)/$(notdir $(BIN))
ROUNDS ?= 5

.DEFAULT_GOAL := help
.PHONY: help report test lab check messages check-built reproducible benchmarks lock lock-check licences clean

help:  ## list the verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# The package goes in by itself: pip takes no editable install beside hashed requirements.
# pip before 23.3 takes no hashes beside extras (jsonschema[format-nongpl]), hence --upgrade-deps.
$(INSTALLED): requirements.txt pyproject.toml
	$(PYTHON) -m venv --upgrade-deps $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

report: $(INSTALLED)  ## build data, charts, slides and both reports
	@$(QUOTED) build

test: $(INSTALLED)  ## run every check: lint, types, tests, data, texts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(QUOTED) check
	@$(BIN)/python -m pytest -q -n 2 --dist loadgroup

lab: $(INSTALLED)  ## open the notebooks in JupyterLab
	@$(BIN)/jupyter lab --notebook-dir=notebooks

check: $(INSTALLED)  ## check data, cited numbers and translations
	@$(QUOTED) check

check-built: $(INSTALLED)  ## build again elsewhere and compare with what is committed
	@$(QUOTED) reproduce --once

reproducible: $(INSTALLED)  ## build twice under unlike conditions and compare every byte
	@$(QUOTED) reproduce

# What the exporter is compared with goes into an environment of its own, never into the project's.
$(BENCH)/.installed: requirements.txt benchmarks/requirements.txt pyproject.toml
	$(PYTHON) -m venv --upgrade-deps $(BENCH)
	$(BENCH_BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	  -r requirements.txt -r benchmarks/requirements.txt
	$(BENCH_BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

benchmarks: $(BENCH)/.installed  ## measure speed and memory beside other exporters
	@$(BENCH_BIN)/python -m benchmarks --rounds $(ROUNDS)

messages: $(INSTALLED)  ## refresh the catalogue of translations
	@$(QUOTED) messages

lock: $(INSTALLED)  ## refresh requirements.txt from pyproject.toml, and that of benchmarks/
	$(BIN)/uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes \
	  --no-strip-extras --no-emit-index-url --no-emit-find-links --no-header -o requirements.txt
	$(BIN)/uv pip compile benchmarks/requirements.in --universal --python-version 3.11 --generate-hashes \
	  --no-strip-extras --no-emit-index-url --no-emit-find-links --no-header -o benchmarks/requirements.txt

lock-check: $(INSTALLED)  ## check that the lock installs on every system and Python that is covered
	@$(BIN)/python .ci/lock.py

licences: $(INSTALLED)  ## list the licences of all that is locked in LICENCES.md
	@$(BIN)/python .ci/licences.py

clean:  ## remove the environment and caches, not what is committed
	rm -rf $(VENV) $(BENCH) .build .pytest_cache .mypy_cache .ruff_cache .hypothesis
