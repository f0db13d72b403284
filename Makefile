# Two commands do everything on a fresh machine:
#
#   make demo    set up what is missing, then run the main job
#   make test    set up what is missing, then lint, types, contracts, tests, notebooks, wheel
#
# Set-up goes into .venv/ and .swipl/ here. TORCH_INDEX=URL names a torch index; PYTHON=... a Python.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/.swipl/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test setup setup-dev lint types contracts tests slow notebooks wheel bench clean help

demo: setup
	$(BIN)/neurosym demo

test: lint types contracts tests notebooks wheel

setup:
	@tools/setup.sh runtime

setup-dev:
	@tools/setup.sh dev

lint: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup-dev
	$(BIN)/mypy

contracts: setup-dev
	$(BIN)/lint-imports

tests: setup-dev
	OMP_NUM_THREADS=1 $(BIN)/pytest --numprocesses 2 --dist loadfile -m "not slow" --jaxtyping-packages=neurosym,beartype.beartype

slow: setup-dev
	OMP_NUM_THREADS=1 $(BIN)/pytest --numprocesses 2 -m slow

notebooks: setup-dev
	$(BIN)/pytest --nbmake notebooks

wheel: setup-dev
	$(BIN)/python tools/check_wheel.py

bench: setup-dev
	$(BIN)/python -m benchmarks.child
	$(BIN)/python -m benchmarks.breast
	$(BIN)/python -m benchmarks.logic
	$(BIN)/python -m benchmarks.logic_grounding
	$(BIN)/python -m benchmarks.logic_start
	$(BIN)/python -m benchmarks.logic_tests
	$(BIN)/python -m benchmarks.logic_circuits
	$(BIN)/python -m benchmarks.logic_fuzzy
	$(BIN)/python -m benchmarks.logic_neural
	$(BIN)/python -m benchmarks.logic_tables

clean:
	rm -rf .venv .swipl .cache dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

help:
	@sed -n 's/^#   //p' Makefile
