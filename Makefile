# PYTHON has the package and its extras test and dev; CONTRIBUTING.md says how.
PYTHON ?= .venv/bin/python
# Those on the path, and those that pyenv keeps.
PYTHONS ?= python3.11 python3.12 python3.13 python3.14 \
  $(wildcard $(HOME)/.pyenv/versions/3.1[1-9].*/bin/python3)
SOURCES = src tests bench docs hatch_build.py

.PHONY: test check format lint types contract fix torture mutate pythons lowest audit licences dist

test:
	$(PYTHON) -m pytest

# All that a change has to pass, what fails fast first.
check: format lint types contract test

format:
	$(PYTHON) -m ruff format --check $(SOURCES)

lint:
	$(PYTHON) -m ruff check $(SOURCES)

types:
	$(PYTHON) -m mypy

# Who may import whom, file by file.
contract:
	$(PYTHON) -m pytest -q -n 0 tests/test_architecture.py

fix:
	$(PYTHON) docs/manual.py
	$(PYTHON) -m ruff check --fix $(SOURCES)
	$(PYTHON) -m ruff format $(SOURCES)

# An hour or two. A table of figures is printed at the end.
torture:
	$(PYTHON) -m pytest -m slow

# Some twenty minutes: small changes to the code that no test notices.
mutate:
	$(PYTHON) bench/mutation.py --jobs 2

# The tests on every supported Python that this machine has.
pythons:
	@seen=; for python in $(PYTHONS); do \
	  version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) \
	    || { echo "$$python: not on this machine"; continue; }; \
	  case " $$seen " in *" $$version "*) continue;; esac; seen="$$seen $$version"; \
	  echo "== Python $$version"; \
	  folder=$$(mktemp -d); \
	  $$python -m venv $$folder && $$folder/bin/python -m pip install --quiet '.[test]' \
	    && { $$folder/bin/python -m pip install --quiet '.[passphrase]' || true; } \
	    && $$folder/bin/python -m pytest -q || exit 1; \
	  rm -r $$folder; \
	done

# The types and the tests with the lowest version of every dependency that pyproject.toml takes.
lowest:
	$(PYTHON) tests/lowest.py

# Known holes in what is installed (asks a database on the network), and in our own code.
audit:
	$(PYTHON) -m ruff check src
	$(PYTHON) -m pip install --quiet pip-audit
	$(PYTHON) -m pip_audit --local
	$(PYTHON) -c "from pdtrack.store.sqlcipher import versions; print(versions())"

# The licence of everything that an installation brings with it.
licences:
	$(PYTHON) bench/licences.py passphrase

# What is released: the source distribution and, built from it, the wheel. A second build has to
# give the same bytes.
dist:
	rm -rf dist
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; set -ex; \
	$(PYTHON) -m venv $$folder; $$folder/bin/python -m pip install --quiet build twine; \
	$$folder/bin/python -m build; \
	$$folder/bin/python -m build --outdir $$folder/again; \
	for file in dist/*; do cmp "$$file" "$$folder/again/$${file#dist/}"; done; \
	$$folder/bin/python -m twine check --strict dist/*
