# Needs make and any Python from 3.8; `make` does the rest. CONTRIBUTING.md says what each target is for.
.PHONY: run test peers train crash bench evaluate format lock setup

export RASA_TELEMETRY_ENABLED := false
BIN := .venv/bin

run: setup
	@$(BIN)/frontdesk up

test: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/frontdesk train --if-changed
	$(BIN)/pytest -n 2 --dist loadfile

# Slack's side at a server of somebody else's; it needs Node, which comes with the first run.
peers: setup
	@$(BIN)/python -m tools.peers
	$(BIN)/pytest tests/peers

train: setup
	@$(BIN)/frontdesk train

# Kill everything 200 times in the middle of traffic, and count what was lost; SEED=7 replays a run.
KILLS := 200
SEED :=
crash: setup
	@$(BIN)/frontdesk train --if-changed
	@$(BIN)/python -m tests.crash --kills $(KILLS) $(if $(SEED),--seed $(SEED))

bench: setup
	@$(BIN)/frontdesk train --if-changed
	@$(BIN)/python -m tests.bench

# How well the bot understands labelled messages; without DATA it says how to call it.
DATA :=
TRAIN :=
MAP :=
HTML :=
SEVERAL :=
SLIPS :=
evaluate: setup
	@$(if $(DATA),$(if $(TRAIN),,$(BIN)/frontdesk train --if-changed))
	@$(BIN)/python -m tests.bench.evaluate $(if $(DATA),--data '$(DATA)') $(if $(TRAIN),--train '$(TRAIN)') \
	    $(if $(MAP),--map '$(MAP)') $(if $(HTML),--html '$(HTML)') $(if $(SEVERAL),--several) \
	    $(if $(SLIPS),--slips '$(SLIPS)')

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# All hold the same versions. requirements.lock is what runs without Rasa, on any Python from 3.10; those in
# deploy/ are for images, without what only developing needs.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-emit-index-url
lock: export UV_CUSTOM_COMPILE_COMMAND := make lock
lock: setup
	$(COMPILE) --extra dev --extra rasa pyproject.toml --output-file requirements-rasa.lock
	$(COMPILE) --extra dev --constraints requirements-rasa.lock pyproject.toml --output-file requirements.lock
	cp requirements-rasa.lock deploy/rasa.lock
	$(COMPILE) --extra rasa pyproject.toml --output-file deploy/rasa.lock
	cp requirements.lock deploy/frontdesk.lock
	$(COMPILE) pyproject.toml --output-file deploy/frontdesk.lock
	$(COMPILE) tests/peers/node.in --output-file tests/peers/node.lock

# The first of these Pythons that starts makes .venv; a shim of pyenv may be there and fail.
setup:
	@for python in python3 python python3.10; do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null; then \
	        exec $$python tools/environment.py; \
	    fi; \
	done; \
	echo "Install Python 3.10: no Python from 3.8 on was found that runs."; exit 1
