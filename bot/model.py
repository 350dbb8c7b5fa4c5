"""The bot's model: trained when its sources changed, swapped in only when it is good."""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx

SOURCES = ("config.yml", "domain.yml", "data", "bot/nlu")
"""What a model is made of, below the project's folder."""
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
}
"""Rasa's environment: no telemetry, no advice about its own dependencies."""


KEPT = 5
"""Models that stay; the one that runs is among the newest."""
LOADED_WITHIN = 120.0
"""Seconds."""


_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_PROGRESS = re.compile(r"\d+%\|")
_ERROR = re.compile(r" ERROR +\S+ +- ")


class NotTaken(Exception):
    """The running Rasa goes on with its old model; the message says why."""


class TrainingFailed(Exception):
    """Rasa could not train a model; the message holds the end of what it said."""


class SourcesChanged(TrainingFailed):
    """Something was saved while it was trained, so that nobody knows what the model has learnt."""

    def __init__(self) -> None:
        super().__init__("Its sources were changed meanwhile: train again.")


class Python(Protocol):
    """Runs a program of this Python, as `python` does."""

    def __call__(self, folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
        """What it says, in the project's folder."""


@dataclass(frozen=True)
class Use:
    """What became of a model that a running Rasa was to go on with."""

    is_live: bool
    in_words: str


def rasa(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """What Rasa's command says to these words, in the project's folder."""
    return python(folder, "-m", "rasa", *words)


def python(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """What a program of this Python says, in the project's folder and in Rasa's environment."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, **QUIET, "PYTHONPATH": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def fingerprint(folder: Path) -> str:
    """Changes whenever a model's sources do."""
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _files(folder: Path) -> Iterator[Path]:
    for name in SOURCES:
        source = folder / name
        if source.is_dir():
            yield from sorted(p for p in source.rglob("*") if p.suffix in (".yml", ".yaml", ".py"))
        elif source.exists():
            yield source


def trained(folder: Path) -> bool:
    """Whether there is a model of the sources as they are now."""
    return model_path(folder).exists()


def any_model(folder: Path) -> bool:
    """Whether there is a model at all."""
    return any((folder / "models").glob("*.tar.gz"))


def model_path(folder: Path) -> Path:
    """Where the model of the sources as they are now lies, once it is trained."""
    return folder / "models" / f"{fingerprint(folder)}.tar.gz"


def trained_before(folder: Path) -> Path | None:
    """The model of the sources as they are now, from now on the newest; None where there is none."""
    goal = model_path(folder)
    if not goal.exists():
        return None
    os.utime(goal)
    return goal


def train(folder: Path, run: Python = python) -> Path:
    """A new model beside the old ones, which stay what they are when it fails. Raises TrainingFailed."""
    goal = model_path(folder)
    goal.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=goal.parent, prefix=".training-") as attempt:
        words = ("train", "--out", attempt, "--fixed-model-name", "model")
        result = run(folder, "-m", "rasa", *words)
        made = Path(attempt) / "model.tar.gz"
        if result.returncode or not made.exists():
            raise TrainingFailed(_end_of(result.stdout))
        if model_path(folder) != goal:
            raise SourcesChanged
        made.replace(goal)
        os.utime(goal)
    _keep_the_newest(goal.parent)
    return goal


def _keep_the_newest(models: Path) -> None:
    newest_first = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in newest_first[KEPT:]:
        path.unlink()


def put_to_use(model: Path, rasa_url: str, token: str) -> Use:
    """Let the running Rasa go on with a model. Raises NotTaken."""
    try:
        answer = httpx.post(
            f"{rasa_url}/webhooks/frontdesk/model",
            json={"model": model.name},
            headers={"Authorization": f"Bearer {token}"},
            timeout=LOADED_WITHIN,
            trust_env=False,
        )
    except httpx.ConnectError:
        return Use(False, "The next `make run` starts with it.")
    except httpx.HTTPError as error:
        raise NotTaken(f"Rasa did not say whether it took it ({type(error).__name__}).") from error
    if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.NOT_FOUND):
        other = f"What answers at {rasa_url} is not this folder's Rasa. The next `make run` starts with it."
        return Use(False, other)
    if answer.status_code != httpx.codes.OK:
        raise NotTaken(_reason(answer))
    return Use(True, "The running bot answers with it from now on.")


def _reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"])
    except (ValueError, KeyError, TypeError):
        return f"Rasa answered {answer.status_code}."


def _end_of(output: str) -> str:
    """What it said last, from its last error on; without colours and progress."""
    lines = [line.rstrip() for line in _COLOUR.sub("", output).splitlines()]
    told = [line for line in lines if line and not _PROGRESS.search(line)]
    error = max((nth for nth, line in enumerate(told) if _ERROR.search(line)), default=-1)
    return "\n".join((told[error + 1 :] or told)[-25:])
