# Everything starts here: each target makes .venv first, if it is not there yet.
# PYTHON=/path/to/python3.12 chooses the interpreter.

.DEFAULT_GOAL := help
.PHONY: help setup setup-sandbox setup-doors demo lab test test-doors bench peers course format lock clean

BIN := .venv/bin

help:  ## Show these lines
	@sed -n 's/^\([a-z-]*\):.*## /  make \1 	/p' Makefile

setup:
	@tools/bootstrap.sh

setup-sandbox:
	@tools/bootstrap.sh --sandbox

setup-doors:
	@tools/bootstrap.sh --doors

demo: setup-sandbox  ## Build the course and grade a sample class, hostile submissions included
	@$(BIN)/unrolled release
	@$(BIN)/unrolled demo

lab: setup  ## Open your copies of the course in JupyterLab; UPDATE=1 brings in newer releases
	@$(BIN)/unrolled lab $(if $(UPDATE),--update)

test: setup-sandbox  ## Run every test; style and spelling are among them
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

test-doors: setup-doors  ## Test what needs a browser: installs Chromium, its driver and axe-core
	@$(BIN)/python -m pytest tests/doors

bench: setup  ## Run the benchmarks: JSON under build/bench/
	@set -e; for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script"; done

peers: setup  ## Compare the reference with PyTorch, live: values, gradients, speed (optional)
	@tools/peers.sh

course: setup  ## Generate course/ from solutions/
	@$(BIN)/unrolled release

format: setup  ## Format the code and the notebooks, and fix what can be fixed
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

lock: setup  ## Compile requirements.lock again; UPGRADE=1 takes the newest versions
	@tools/lock.sh $(if $(UPGRADE),--upgrade)

clean:  ## Remove what was built; grades and submissions stay
	@rm -rf .venv build .pytest_cache .ruff_cache .hypothesis
