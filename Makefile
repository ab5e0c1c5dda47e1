# Two commands: `make maps` and `make test`. Each makes its own environment; nothing need be installed before.
# The stamps make a second run quick: they are renewed when what an installation depends on has changed.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
CLIENT := $(shell find src/frontline/web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
BUILT_FROM := pyproject.toml hatch_build.py $(CLIENT)

.PHONY: maps test check gate bench bench-scale bench-map bench-ground browser screenshots gallery docs wheel faults fuzz lock licences sbom audit floors clean help

help:
	@echo "make maps         install, read the sample articles, write maps/syria-2024.html"
	@echo "make test         install what tests need (the browser too) and run them"
	@echo "make check        style, types, import order, the client's types"
	@echo "make gate         accuracy figures against their pinned floors"
	@echo "make bench        speed and size, printed"
	@echo "make bench-scale  100,000 articles (half an hour): workers, a cluster, the second run, memory, the map; COUNT=2000 for fewer"
	@echo "make bench-map    the layer for folium maps on many cells and days: size, readiness, steps"
	@echo "make bench-ground the ground from places left out, and from a few of a move's changes, beside its peers; its cost"
	@echo "make faults       kill -9 (200 times; KILLS=20), a full disk, hostile feeds ... done to the command, and what each one lost"
	@echo "make fuzz         any bytes to each reader, by atheris where it can be had, a minute each (EACH=600)"
	@echo "make screenshots  pictures of the sample map, wide and phone-sized, light and dark"
	@echo "make gallery      the pictures of the docs, drawn anew from the sample articles"
	@echo "make docs         the documentation, into build/docs"
	@echo "make wheel        the package as one file, into dist"
	@echo "make lock         resolve the lock files of requirements/ anew; licences, sbom, audit, floors: requirements/README.md"
	@echo "make clean        remove the environment and everything that was built"

maps: $(VENV)/.installed
	@$(BIN)/frontline map geodata/articles --theatre syria-2024 --out maps/

test: $(VENV)/.installed-dev browser
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

check: $(VENV)/.installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python hatch_build.py --check

gate: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -m gate -rP

bench: $(VENV)/.installed-bench
	@$(BIN)/python tests/bench/bench_claims.py
	@$(BIN)/python tests/bench/bench_map.py
	@$(BIN)/python tests/bench/bench_places.py

bench-scale: $(VENV)/.installed-dev
	@$(BIN)/python tests/bench/bench_scale.py $(if $(COUNT),--count $(COUNT))

bench-map: $(VENV)/.installed-dev browser
	@$(BIN)/python tests/bench/bench_timemap.py --large

bench-ground: $(VENV)/.installed-dev
	@$(BIN)/python tests/bench/bench_ground.py
	@$(BIN)/python tests/bench/bench_ground_speed.py

faults: $(VENV)/.installed-dev
	@$(BIN)/python tests/bench/bench_faults.py $(if $(KILLS),--kills $(KILLS))

fuzz: $(VENV)/.installed-dev
	@$(BIN)/python -m pip install --quiet "atheris>=2.3" || echo "atheris could not be installed: hypothesis will do"
	@$(BIN)/python tests/bench/fuzz.py $(if $(EACH),--seconds $(EACH))

screenshots: $(VENV)/.installed-dev browser maps
	@$(BIN)/python tests/browser/screenshots.py maps/syria-2024.html maps/screenshots 2024-11-30 2024-12-05 2024-12-08
	@cp maps/screenshots/2024-12-05-wide-light.png docs/map.png

gallery: $(VENV)/.installed
	@$(BIN)/python docs/gallery.py

docs: $(VENV)/.installed-dev maps
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "Open build/docs/index.html: its search works from the disk too"

wheel: $(VENV)/.installed-dev
	@$(BIN)/python -m hatchling build -t wheel -d dist

TOOLS := build/tools
LOCKING := $(TOOLS)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header --annotation-style line --quiet

lock: $(TOOLS)/bin/uv
	@$(LOCKING) --upgrade --output-file requirements/lock.txt
	@$(LOCKING) --upgrade --extra dev --output-file requirements/dev.txt

licences: $(VENV)/.installed-dev
	@$(BIN)/python requirements/licences.py

sbom: $(TOOLS)/bin/cyclonedx-py
	@mkdir -p build
	@$(TOOLS)/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --output-file build/sbom.cdx.json \
	  requirements/lock.txt && echo "build/sbom.cdx.json"

# Without a network neither the tool nor the databases can be had: that is a warning.
AUDIT_SECONDS := 60
audit: $(VENV)/bin/python
	@test -x $(TOOLS)/bin/pip-audit || $(MAKE) --silent $(TOOLS)/bin/pip-audit >/dev/null 2>&1 || true
	@$(BIN)/python requirements/audit.py $(TOOLS)/bin/pip-audit $(AUDIT_SECONDS)

# The oldest versions that are allowed, in an environment of their own.
floors: $(TOOLS)/bin/uv
	@mkdir -p build
	@$(TOOLS)/bin/uv pip compile pyproject.toml --resolution lowest-direct --python-version 3.11 --no-emit-index-url --quiet \
	  --output-file build/floors.txt
	@$(TOOLS)/bin/uv venv --quiet --clear --python $(PYTHON) build/floors
	@$(TOOLS)/bin/uv pip install --quiet --python build/floors/bin/python -r build/floors.txt pytest hypothesis pytest-socket
	@PYTHONPATH=src build/floors/bin/python -m pytest tests/test_documents.py tests/test_archive.py tests/test_fetch.py \
	  tests/test_spreadsheets.py tests/test_control.py tests/test_export.py tests/test_theatre.py

$(TOOLS)/bin/%: | $(VENV)/bin/python
	@test -x $(TOOLS)/bin/python || $(BIN)/python -m venv $(TOOLS) || { echo "No environment for tools could be made"; exit 2; }
	@$(TOOLS)/bin/python -m pip install --quiet --retries 1 --timeout 10 uv cyclonedx-bom pip-audit

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found; install it, or run: make PYTHON=/path/to/python3"; exit 2; }
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { rm -rf $(VENV); \
	  $(PYTHON) -m pip install --quiet --target .venv-tools virtualenv && \
	  PYTHONPATH=.venv-tools $(PYTHON) -m virtualenv --quiet $(VENV) && rm -rf .venv-tools; }

$(VENV)/.installed: $(BUILT_FROM) | $(VENV)/bin/python
	@echo "Installing Frontline into $(VENV) (a minute or two, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.installed-dev: $(BUILT_FROM) | $(VENV)/bin/python
	@echo "Installing Frontline and its test tools into $(VENV) (a minute or two, once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(VENV)/.installed $@

$(VENV)/.installed-bench: $(VENV)/.installed-dev
	@echo "Installing a peer to measure against ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]' || \
	  echo "The peer could not be installed: its line will be left out."
	@touch $@

# The browser tests drive Debian's Chromium. They skip, and say so, where there is none.
browser:
	@if [ -n "$$FRONTLINE_CHROMIUM" ] || command -v chromium chromium-browser google-chrome >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Debian's Chromium for the browser tests ..."; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >/dev/null 2>&1 || \
	  echo "Chromium could not be installed: the browser tests will be skipped. Try: apt-get install chromium"; \
	else \
	  echo "No Chromium found: the browser tests will be skipped. Install it (sudo apt-get install chromium) or set FRONTLINE_CHROMIUM=/path/to/chromium"; \
	fi

clean:
	rm -rf $(VENV) .venv-tools build dist src/frontline/web/dist src/frontline/web/node_modules
