"""Rasa with its own Telegram connector, to stand beside Frontdesk in the same run."""

import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Protocol

import httpx
import yaml
from typing_extensions import Self

from bot import model
from tests.fakes.telegram.server import BOT
from tests.journeys.service import LOOK_AGAIN, READY_WITHIN, ROOT, Service, free_port

ELSEWHERE = "https://frontdesk.example/webhooks/telegram/webhook"
"""What it registers with Telegram; the load posts to it directly."""


class Telegram(Protocol):
    """One of the fake Telegrams."""

    @property
    def url(self) -> str:
        """Where its Bot API is."""

    @property
    def token(self) -> str:
        """The bot's."""


class StockRasa:
    """`rasa run` with a `telegram:` entry: Frontdesk's model and actions, everything else as Rasa ships it.

    That includes its tracker store, which is in memory, and that it verifies nothing that is posted to it.
    """

    def __init__(self, folder: Path, service: Service, telegram: Telegram, mended: bool) -> None:
        self._folder, self._service, self._telegram = folder, service, telegram
        self._state = "mended" if mended else "shipped"
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}/webhooks/telegram/webhook"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._folder.mkdir()
        entry = {"access_token": self._telegram.token, "verify": BOT["username"], "webhook_url": ELSEWHERE}
        actions = f"http://127.0.0.1:{self._service.ports['actions']}/webhook"
        self._write("credentials.yml", {"telegram": entry})
        self._write("endpoints.yml", {"action_endpoint": {"url": actions}})
        with (self._folder / "rasa.log").open("wb") as log:
            self._process = subprocess.Popen(
                self._command(),
                cwd=self._folder,
                env={**os.environ, **model.QUIET, "PYTHONPATH": str(ROOT), "SANIC_HOST": "127.0.0.1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self

    def _write(self, name: str, content: object) -> None:
        (self._folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")

    def _command(self) -> list[str]:
        """What starts it."""
        python = [sys.executable, "-m", "tests.bench.redirected_rasa", self._telegram.url, self._state]
        options = {
            "--model": str(model.model_path(self._service.folder)),
            "--credentials": "credentials.yml",
            "--endpoints": "endpoints.yml",
            "--interface": "127.0.0.1",
            "--port": str(self._port),
        }
        return [*python, "run", *(word for option in options.items() for word in option)]

    def wait_until_it_listens(self) -> None:
        """Return when it takes updates."""
        deadline = time.monotonic() + READY_WITHIN
        while not self._listens():
            if time.monotonic() > deadline:
                raise AssertionError((self._folder / "rasa.log").read_text(encoding="utf-8")[-3000:])
            time.sleep(LOOK_AGAIN)

    def _listens(self) -> bool:
        try:
            return httpx.get(self.url.removesuffix("webhook"), timeout=5.0).is_success
        except httpx.HTTPError:
            return False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=30)
