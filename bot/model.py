"""The bot's model: trained when its sources changed, swapped in only when it is good."""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

SOURCES = ("config.yml", "domain.yml", "data", "bot/nlu")
"""What a model is made of, below the project's folder."""
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
}
"""Rasa's environment: no telemetry, no advice about its own dependencies."""


class TrainingFailed(Exception):
    """Rasa could not train a model; the message holds the end of what it said."""


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


def train(folder: Path) -> Path:
    """A new model beside the old ones, which stay what they are when it fails. Raises TrainingFailed."""
    goal = model_path(folder)
    goal.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=goal.parent, prefix=".training-") as attempt:
        result = rasa(folder, "train", "--out", attempt, "--fixed-model-name", "model")
        made = Path(attempt) / "model.tar.gz"
        if result.returncode or not made.exists():
            raise TrainingFailed(_end_of(result.stdout))
        made.replace(goal)
        os.utime(goal)
    return goal


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


def _end_of(output: str) -> str:
    lines = [line for line in output.splitlines() if line.strip()]
    return "\n".join(lines[-25:])
