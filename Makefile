# Earwitness. The same commands for people and for CI; each sets up what it needs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv

.PHONY: help install speech demo test check crash eval model model-figures docs lock clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(VENV)/.bootstrap: requirements/bootstrap.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@touch $@

$(VENV)/.runtime: $(VENV)/.bootstrap requirements/build.txt requirements/runtime.txt pyproject.toml
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/build.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/runtime.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.speech: $(VENV)/.runtime requirements/speech.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/speech.txt
	@touch $@

$(VENV)/.meaning: $(VENV)/.runtime requirements/meaning.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/meaning.txt
	@touch $@

install: $(VENV)/.runtime  ## the command .venv/bin/earwitness

speech: $(VENV)/.speech  ## speech recognition with a small offline model

demo: $(VENV)/.speech  ## digest the bundled examples and transcribe one, re-check them all
	$(BIN)/python scripts/demo.py

$(VENV)/.axe: scripts/fetch_axe.py $(VENV)/.bootstrap
	$(BIN)/python scripts/fetch_axe.py $(VENV)/axe
	@touch $@

test: $(VENV)/.dev $(VENV)/.axe  ## every test; those in a browser need chromium
	$(BIN)/python -m pytest -p no:cacheprovider --numprocesses 2 --dist loadgroup

check: $(VENV)/.dev  ## format, lint, types, architecture, sizes, docs, licences
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/biome lint --error-on-warnings src
	$(BIN)/python scripts/check_sizes.py
	$(BIN)/python scripts/build_docs.py --check
	$(BIN)/python scripts/check_licences.py

docs: $(VENV)/.dev  ## write the generated pages of docs/
	$(BIN)/python scripts/build_docs.py

crash: $(VENV)/.dev  ## kill -9 at every named point and 100 random moments (minutes)
	$(BIN)/python -m evals crash --data .

eval: $(VENV)/.dev  ## quality and speed on labelled data (minutes; needs the data folder)
	$(BIN)/python -m evals all

TRAINING := .training
DATA     ?= ../shared/data/reading

$(TRAINING)/.installed: $(VENV)/.bootstrap requirements/training.txt
	$(PYTHON) -m venv $(TRAINING)/venv
	$(UV) pip install --quiet --python $(TRAINING)/venv/bin/python --require-hashes -r requirements/training.txt
	@touch $@

model: $(TRAINING)/.installed  ## train the reading model from training/labels and the corpus (DATA=folder)
	PYTHONPATH=src $(TRAINING)/venv/bin/python training/reading/train.py --data $(DATA) --work $(TRAINING) --out src/earwitness/reading/weights

model-figures: $(TRAINING)/.installed  ## cross-validate the reading model over whole shows, as JSON
	PYTHONPATH=src $(TRAINING)/venv/bin/python training/reading/cross_validate.py --data $(DATA) --work $(TRAINING)

lock: $(VENV)/.bootstrap  ## pin every dependency again, with hashes
	for name in bootstrap build; do $(UV) pip compile $(COMPILE) requirements/$$name.in -o requirements/$$name.txt; done
	$(UV) pip compile $(COMPILE) pyproject.toml -o requirements/runtime.txt
	$(UV) pip compile $(COMPILE) pyproject.toml --extra speech -o requirements/speech.txt
	$(UV) pip compile $(COMPILE) pyproject.toml --extra meaning -o requirements/meaning.txt
	$(UV) pip compile $(COMPILE) pyproject.toml requirements/training.in -o requirements/training.txt
	$(UV) pip compile $(COMPILE) pyproject.toml --group dev --extra speech --extra analytics --extra meaning -o requirements/dev.txt

COMPILE := --quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --universal --python-version 3.11

clean:  ## everything that can be made again
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
