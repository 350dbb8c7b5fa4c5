"""`rasa run`, as frontdesk starts it, on the small bot."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
TOKEN = "a-token-for-tests"
PATIENCE = 150.0
"""Seconds until Rasa must answer; on a busy machine it needs most of a minute."""

SOURCES = {"--config": "config.yml", "--domain": "domain.yml", "--data": "data"}

ENDPOINTS = """
action_endpoint:
  url: http://127.0.0.1:{action_port}/webhook
tracker_store:
  type: bot.nlu.tracker_store.ConversationStore
  url: sqlite:///{folder}/rasa.db
"""
NO_MODEL = """
models:
  url: http://127.0.0.1:9/no-model-here
"""


def trained(cache: Path) -> Path:
    """The small bot's model; trained once, until its sources change."""
    sources = sorted([*HERE.glob("*.yml"), *HERE.glob("data/*.yml"), *ROOT.glob("bot/nlu/*.py")])
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    model = cache / f"{digest}.tar.gz"
    if not model.exists():
        fresh = f"{digest}-{os.getpid()}"
        stated = [word for name, file in SOURCES.items() for word in (name, str(HERE / file))]
        train = [*stated, "--out", str(cache), "--fixed-model-name", fresh]
        done = _rasa("train", *train, folder=cache)
        assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-3000:]
        (cache / f"{fresh}.tar.gz").replace(model)
    return model


def saying(model: Path, response: str, text: str, made: Path) -> None:
    """Make the same model with other words in one response, without training it again."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(model) as packed:
        packed.extractall(folder, filter="data")
        about = Path(folder) / "metadata.json"
        known = json.loads(about.read_text("utf-8"))
        known["domain"]["responses"][response] = [{"text": text}]
        about.write_text(json.dumps(known), "utf-8")
        with tarfile.open(made, "w:gz") as fresh:
            fresh.add(folder, arcname=".")


class RasaServer:
    """One Rasa process that can be killed and started again over the same conversations."""

    def __init__(self, folder: Path, action_port: int, model: Path | None) -> None:
        self.folder, self._model = folder, model
        self.url = f"http://127.0.0.1:{_free_port()}"
        settings = ENDPOINTS.format(action_port=action_port, folder=folder)
        (folder / "endpoints.yml").write_text(settings if model else settings + NO_MODEL)
        (folder / "no-models").mkdir(exist_ok=True)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start without waiting."""
        port = self.url.rsplit(":", 1)[1]
        place = [
            "--interface",
            "127.0.0.1",
            "--port",
            port,
            "--model",
            str(self._model or self.folder / "no-models"),
        ]
        files = [
            "--endpoints",
            str(self.folder / "endpoints.yml"),
            "--credentials",
            str(ROOT / "credentials.yml"),
        ]
        with (self.folder / "rasa.log").open("ab") as log:
            command = [sys.executable, "-m", "rasa", "run", *place, *files]
            self._process = subprocess.Popen(
                command, cwd=self.folder, env=_environment(), stdout=log, stderr=log
            )

    def wait(self, status: int = 200) -> None:
        """Wait until it answers, with that status."""
        deadline = time.monotonic() + PATIENCE
        while self._status() != status:
            assert self._process is not None
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.1)

    def kill(self) -> None:
        """As the kernel does when memory runs out."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def log(self) -> str:
        """The end of what Rasa wrote."""
        return (self.folder / "rasa.log").read_text("utf-8", "replace")[-3000:]

    def turn(self, message: Mapping[str, Any], token: str = TOKEN) -> httpx.Response:
        """Put one turn to it."""
        return self.post(message, {"Authorization": f"Bearer {token}"})

    def forget(self, body: Mapping[str, str], token: str = TOKEN) -> httpx.Response:
        """Ask it to forget a conversation."""
        address = f"{self.url}/webhooks/frontdesk/forget"
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.post(address, json=body, headers=headers, timeout=60, trust_env=False)

    def understand(self, body: Mapping[str, str], token: str = TOKEN) -> httpx.Response:
        """Ask what a text means."""
        address = f"{self.url}/webhooks/frontdesk/understand"
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.post(address, json=body, headers=headers, timeout=60, trust_env=False)

    def turn_details(self, body: Mapping[str, str], token: str = TOKEN) -> httpx.Response:
        """Ask what it made of a message."""
        address = f"{self.url}/webhooks/frontdesk/turn-details"
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.post(address, json=body, headers=headers, timeout=60, trust_env=False)

    def goes_on_with(self, model: str, token: str = TOKEN) -> httpx.Response:
        """Ask it to change over to a model of its folder `models`."""
        address = f"{self.url}/webhooks/frontdesk/model"
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.post(address, json={"model": model}, headers=headers, timeout=60, trust_env=False)

    def post(self, message: Any, headers: Mapping[str, str] | Mapping[bytes, bytes]) -> httpx.Response:
        """Send anything."""
        body = {"content": message} if isinstance(message, bytes) else {"json": message}
        return httpx.post(
            f"{self.url}/webhooks/frontdesk/turn", headers=headers, timeout=60, trust_env=False, **body
        )

    def _status(self) -> int:
        try:
            return httpx.get(f"{self.url}/webhooks/frontdesk/", timeout=5, trust_env=False).status_code
        except httpx.HTTPError:
            return 0


def _rasa(*command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    words = [sys.executable, "-m", "rasa", *command]
    return subprocess.run(words, cwd=folder, env=_environment(), check=False, capture_output=True, text=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment() -> dict[str, str]:
    return {**os.environ, "RASA_TOKEN": TOKEN, "RASA_TELEMETRY_ENABLED": "false", "PYTHONPATH": str(ROOT)}
