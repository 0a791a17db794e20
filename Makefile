PYTHON ?= .venv/bin/python
PYTHONS ?= python3.11 python3.12 python3.13 python3.14

.PHONY: test check fix torture pythons

test:
	$(PYTHON) -m pytest

check:
	$(PYTHON) -m ruff format --check src tests bench hatch_build.py
	$(PYTHON) -m ruff check src tests bench hatch_build.py
	$(PYTHON) -m mypy
	$(PYTHON) -m pytest

fix:
	$(PYTHON) -m ruff check --fix src tests bench hatch_build.py
	$(PYTHON) -m ruff format src tests bench hatch_build.py

torture:
	$(PYTHON) -m pytest -m slow

pythons:
	@for python in $(PYTHONS); do \
	  command -v $$python >/dev/null || { echo "$$python: not on this machine"; continue; }; \
	  folder=$$(mktemp -d); \
	  $$python -m venv $$folder && $$folder/bin/python -m pip install --quiet '.[test]' \
	    && $$folder/bin/python -m pytest -q || exit 1; \
	  rm -r $$folder; \
	done
