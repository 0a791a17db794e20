PYTHON ?= .venv/bin/python
# Those on the path, and those that pyenv keeps.
PYTHONS ?= python3.11 python3.12 python3.13 python3.14 \
  $(wildcard $(HOME)/.pyenv/versions/3.1[1-9].*/bin/python3)
SOURCES = src tests bench hatch_build.py

.PHONY: test check fix torture pythons audit

test:
	$(PYTHON) -m pytest

check:
	$(PYTHON) -m ruff format --check $(SOURCES)
	$(PYTHON) -m ruff check $(SOURCES)
	$(PYTHON) -m mypy
	$(PYTHON) -m pytest

fix:
	$(PYTHON) -m ruff check --fix $(SOURCES)
	$(PYTHON) -m ruff format $(SOURCES)

# An hour or two; the figures stand in a table at its end.
torture:
	$(PYTHON) -m pytest -m slow

# Known holes in what is installed (asks a database on the network), and in our own code.
audit:
	$(PYTHON) -m ruff check src
	$(PYTHON) -m pip install --quiet pip-audit
	$(PYTHON) -m pip_audit --local
	$(PYTHON) -c "from pdtrack.store.sqlcipher import versions; print(versions())"

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
