"""The bot's model: trained when its sources changed, swapped in only when it is good."""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

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


class NotTaken(Exception):
    """The running Rasa goes on with its old model; the message says why."""


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
    _keep_the_newest(goal.parent)
    return goal


def _keep_the_newest(models: Path) -> None:
    newest_first = sorted(models.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in newest_first[KEPT:]:
        path.unlink()


def put_to_use(model: Path, rasa_url: str, token: str) -> str:
    """Let the running Rasa go on with a model; what became of it, in words. Raises NotTaken."""
    try:
        answer = httpx.post(
            f"{rasa_url}/webhooks/frontdesk/model",
            json={"model": model.name},
            headers={"Authorization": f"Bearer {token}"},
            timeout=LOADED_WITHIN,
            trust_env=False,
        )
    except httpx.ConnectError:
        return "The next `make run` starts with it."
    except httpx.HTTPError as error:
        raise NotTaken(f"Rasa did not say whether it took it ({type(error).__name__}).") from error
    if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.NOT_FOUND):
        return f"What answers at {rasa_url} is not this folder's Rasa. The next `make run` starts with it."
    if answer.status_code != httpx.codes.OK:
        raise NotTaken(_reason(answer))
    return "The running bot answers with it from now on."


def _reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"])
    except (ValueError, KeyError, TypeError):
        return f"Rasa answered {answer.status_code}."


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
