# make run: the dashboard; make test: all checks. Both set everything up by themselves.

PORT ?= 8501
VENV := .venv
PYTHON := $(VENV)/bin/python
STORE_READY := data/store/.ready
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev

.PHONY: help setup run test check format pictures clean

help:
	@echo "make run    set up, build the store, start the dashboard on http://localhost:$(PORT)"
	@echo "make test   set up, then lint, types, unit, property, page and browser tests"
	@echo "make setup  make .venv and install; the other two do it by themselves"
	@echo "make pictures take the pictures of README and docs, and write docs/questions.md"
	@echo "make format rewrite the code in the house format"

setup: $(READY)

$(READY): requirements.txt constraints.txt setup.sh
	@sh setup.sh $(VENV) requirements.txt
	@touch $@

$(READY_DEV): $(READY) requirements-dev.txt requirements-cluster.txt
	@sh setup.sh $(VENV) requirements-dev.txt
	@touch $@

run: $(STORE_READY)
	@exec $(PYTHON) -m analysis dashboard --port $(PORT)

# Made at the first start, and tagged again when taxonomy or model have changed.
$(STORE_READY): $(READY) $(wildcard data/sample/*.jsonl data/taxonomy/*.toml data/model/*.json)
	@echo "building the store from the bundled corpus …"
	@$(PYTHON) -m analysis import data/sample
	@touch $@

check: $(READY_DEV)
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy

test: check
	$(PYTHON) -m pytest -m "not browser" -n auto --maxprocesses 4 --dist loadfile
	$(PYTHON) -m pytest -m browser

format: $(READY_DEV)
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

pictures: $(READY_DEV)
	$(PYTHON) docs/make_pictures.py

clean:
	rm -rf $(VENV) data/store
