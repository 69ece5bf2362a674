# One job a verb; `make help` lists them. Needs Python 3.11+ and PyPI, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
INSTALLED := $(VENV)/.installed
TESTS := $(VENV)/.tests
QUOTED := $(BIN)/quoted
BENCH := .venv-bench
BENCH_BIN := $(BENCH)/$(notdir $(BIN))
ROUNDS ?= 5
# What Python compiles stays in the environment: where this is set, as in many containers, each
# process would compile all that it imports. Compiling at once, tests and all, takes longer.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help report watch test lab check messages check-built reproducible benchmarks lock lock-check licences clean

help:  ## list the verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# uv, itself locked, installs several packages at a time and says which. The package goes in by
# itself: no installer takes an editable one beside hashed requirements.
# --no-config: the constraints of pyproject.toml, for `make lock`, have no hashes.
define install
	@echo "Installing what is locked into $(1): a minute or so, once."
	@$(PYTHON) -m venv $(1)
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.txt > $(1)/uv.txt
	@$(2)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)/uv.txt
	@$(2)/uv pip install --no-config --python $(2)/python --require-hashes $(3)
	@$(2)/uv pip install --no-config --python $(2)/python --no-deps --no-build-isolation -e .
	@touch $@
endef

$(INSTALLED): requirements.txt pyproject.toml
	$(call install,$(VENV),$(BIN),-r requirements.txt)

# What only the tests need goes into the same environment, when they are asked for.
$(TESTS): tests/requirements.txt $(INSTALLED)
	@$(BIN)/uv pip install --no-config --python $(BIN)/python --require-hashes -r $<
	@touch $@

report: $(INSTALLED)  ## build data, charts, slides and both reports
	@$(QUOTED) build

watch: $(INSTALLED)  ## build whenever something is saved
	@$(QUOTED) watch

test: $(TESTS)  ## run every check: lint, types, tests, data, texts
	@$(QUOTED) test

lab: $(INSTALLED)  ## open the notebooks in JupyterLab
	@$(QUOTED) lab

check: $(INSTALLED)  ## check data, cited numbers and translations
	@$(QUOTED) check

check-built: $(INSTALLED)  ## build what is committed elsewhere, and compare every byte
	@$(QUOTED) reproduce --once

reproducible: $(INSTALLED)  ## the same twice, under unlike conditions
	@$(QUOTED) reproduce

# What the exporter is compared with goes into an environment of its own, never into the project's.
$(BENCH)/.installed: requirements.txt benchmarks/requirements.txt pyproject.toml
	$(call install,$(BENCH),$(BENCH_BIN),-r requirements.txt -r benchmarks/requirements.txt)

benchmarks: $(BENCH)/.installed  ## measure speed and memory beside other exporters
	@$(BENCH_BIN)/python -m benchmarks --rounds $(ROUNDS)

messages: $(INSTALLED)  ## refresh the catalogue of translations
	@$(QUOTED) messages

LOCK := pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras \
  --no-emit-index-url --no-emit-find-links --no-header

lock: $(INSTALLED)  ## refresh requirements.txt from pyproject.toml, those of tests/ and benchmarks/
	$(BIN)/uv $(LOCK) pyproject.toml --extra editable -o requirements.txt
	$(BIN)/uv $(LOCK) pyproject.toml --extra editable --extra test -c requirements.txt -o tests/requirements.txt
	$(BIN)/uv $(LOCK) benchmarks/requirements.in -o benchmarks/requirements.txt

lock-check: $(TESTS)  ## check that the lock installs on every system and Python that is covered
	@$(BIN)/python .ci/lock.py

licences: $(TESTS)  ## list the licences of all that is locked in LICENCES.md
	@$(BIN)/python .ci/licences.py

clean:  ## remove the environment and caches, not what is committed
	rm -rf $(VENV) $(BENCH) .build .pytest_cache .mypy_cache .ruff_cache .hypothesis
