# SPDX-License-Identifier: Apache-2.0
# `make help` lists the targets. Nothing here needs more than git, make and python3 with venv.

PORT ?= 8000
VAR ?= var
PYTHON ?= python3
WORKERS ?= 3
ENV := .venv
PY := $(ENV)/bin/python
STAMP := $(ENV)/.synced
LOCKS := deploy/locks/uv.lock deploy/locks/test.lock
export PYTHONPATH := deploy
export UV_SYSTEM_CERTS := 1
export UV_PYTHON_DOWNLOADS := never
# Each portal is a dozen processes: without compiled modules beside the sources each takes three seconds more to start.
unexport PYTHONDONTWRITEBYTECODE
# mypy's Django plugin reads the settings; these values reach no server.
NOWHERE := SECRET_KEY=none DATABASE_URL=postgres://none@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 \
  S3_ENDPOINT=127.0.0.1:1 S3_ACCESS_KEY=none S3_SECRET_KEY=none
COMPILE := $(ENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-annotate --no-header

.PHONY: help setup demo services test quick check bench locks fmt texts chromium
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|' 2>/dev/null \
	  || grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST)

setup: $(STAMP) ## the environment in .venv, from the locks (done by every other target when needed)

$(STAMP): $(LOCKS)
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "python3 (3.11 or newer) is not on PATH. On Debian: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Name another one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(ENV) || { rm -rf $(ENV); echo "python3 cannot make environments here. On Debian: apt-get install python3-venv" >&2; exit 1; }
	@test -x $(ENV)/bin/uv || $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r deploy/locks/uv.lock
	@$(ENV)/bin/uv pip sync --quiet --python $(PY) --require-hashes $(LOCKS)
	@touch $@

demo: $(STAMP) ## the whole portal with its demo world: make demo [PORT=8000] [VAR=var]
	@exec $(PY) -m launcher.demo --port "$(PORT)" --var "$(VAR)"

services: $(STAMP) ## only PostgreSQL, Valkey and S3, for development
	@exec $(PY) -m launcher.services --port "$(PORT)" --var "$(VAR)"

test: $(STAMP) chromium ## every test, Chromium's included
	@exec $(PY) -m pytest --numprocesses $(WORKERS) --dist loadscope --no-loadscope-reorder

quick: $(STAMP) ## within 90 s: lint, pure tests, and the tests of what changed
	@$(ENV)/bin/ruff check .
	@exec $(PY) -m pytest --quick --durations=0 --durations-min=3

check: $(STAMP) ## lint, types, and the house tests (import contracts among them)
	@$(ENV)/bin/ruff check .
	@$(ENV)/bin/ruff format --check --quiet . || { echo "Not formatted; run: make fmt" >&2; exit 1; }
	@$(NOWHERE) $(ENV)/bin/mypy
	@exec $(PY) -m pytest tests/house

fmt: $(STAMP) ## format the Python code
	@$(ENV)/bin/ruff check --quiet --fix-only .
	@$(ENV)/bin/ruff format .

texts: $(STAMP) ## gather the texts of pages into the English catalogue, say what lacks English, and compile it
	@$(NOWHERE) $(PY) manage.py texts

bench: $(STAMP) chromium ## ratios against baselines of the same run, one JSON line each
	@exec $(PY) -m tests.bench

locks: $(STAMP) ## resolve the dependencies anew into deploy/locks
	@$(COMPILE) pyproject.toml -o deploy/locks/runtime.lock
	@$(COMPILE) --extra test pyproject.toml -c deploy/locks/runtime.lock -o deploy/locks/test.lock

# Browser tests use the system's Chromium; root on Debian gets it, everyone else is told what was left out.
chromium:
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    echo "Installing Chromium for the browser tests."; \
	    { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium; } </dev/null >/dev/null \
	      || echo "Chromium could not be installed; the browser tests will be skipped."; \
	  else echo "Chromium is missing (on Debian: apt-get install chromium); the browser tests will be skipped."; fi; }
