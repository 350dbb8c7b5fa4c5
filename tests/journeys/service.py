"""The real service in a folder of its own: `frontdesk up` on free ports, and means to kill its parts."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import yaml

from bot import model
from tests.journeys.program import Program

ROOT = Path(__file__).parents[2]
SHARED = [
    "actions",
    "bot",
    "channels",
    "config.yml",
    "credentials.yml",
    "data",
    "desk.yml",
    "domain.yml",
    "policy.yml",
]
"""What a folder has in common with the project: it is linked, not copied."""
READY_WITHIN = 180.0
DONE_WITHIN = 400.0
"""Seconds, for a command; the longest trains a bot while another one answers."""
LOOK_AGAIN = 0.1


class Service:
    """frontdesk, Rasa and the actions, as `make run` starts them."""

    def __init__(
        self,
        folder: Path,
        settings: Mapping[str, str],
        bot: Path = ROOT,
        trackers: str = "",
        quiet: Mapping[str, str] = MappingProxyType({}),
        policy: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        """`bot`: where config.yml, domain.yml and data/ are, where they are not the project's own.

        `trackers`: the address of Rasa's memory, where it is not in the folder.

        `quiet`: the quiet hours; none without it, since tests run at night too.

        `policy`: what stands in policy.yml instead.
        """
        self._policy = policy
        self._quiet = quiet
        self.folder = folder
        self._trackers = trackers
        self.bot = bot
        self.ports = {name: free_port() for name in ("frontdesk", "rasa", "actions")}
        self.url = f"http://127.0.0.1:{self.ports['frontdesk']}"
        self.settings = {
            "FRONTDESK_PORT": str(self.ports["frontdesk"]),
            "RASA_URL": f"http://127.0.0.1:{self.ports['rasa']}",
            **settings,
        }
        self._up: subprocess.Popen[bytes] | None = None
        self._furnish()

    def _furnish(self) -> None:
        models = self.folder / "models"
        models.mkdir(parents=True, exist_ok=True)
        for name in SHARED:
            own = self.bot / name
            (self.folder / name).symlink_to(own if own.exists() else ROOT / name)
        if self.bot == ROOT:
            self._says_otherwise("desk.yml", {"updates": {"quiet_hours": dict(self._quiet)}})
            self._says_otherwise("policy.yml", self._policy)
        if self.bot == ROOT and model.trained(ROOT):
            made = model.model_path(ROOT)
            (models / made.name).symlink_to(made)
        endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text())
        endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{self.ports['actions']}/webhook"
        if self._trackers:
            endpoints["tracker_store"]["url"] = self._trackers
        (self.folder / "endpoints.yml").write_text(yaml.safe_dump(endpoints))

    def _says_otherwise(self, file: str, told: Mapping[str, Any]) -> None:
        stated = yaml.safe_load((ROOT / file).read_text("utf-8"))
        for part, settings in told.items():
            stated[part] = {**stated.get(part, {}), **settings}
        (self.folder / file).unlink()
        (self.folder / file).write_text(yaml.safe_dump(stated), "utf-8")

    @property
    def printed(self) -> str:
        """What `frontdesk up` has told the person who started it."""
        return (self.folder / "printed.txt").read_text()

    def start(self) -> None:
        """Return when the bot answers."""
        self.launch()
        self.wait_until_it_answers()

    def launch(self, *words: str) -> None:
        """Return at once; `serve` starts frontdesk alone."""
        with (self.folder / "printed.txt").open("ab") as output:
            self._up = subprocess.Popen(
                [sys.executable, "-m", "bot", *(words or ("up",))],
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def runs(self, *words: str, typed: str = "", code: int = 0) -> str:
        """What the command `frontdesk` prints, once it is done; `code` is what it ends with."""
        ended = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env=self._environment(),
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=DONE_WITHIN,
        )
        assert ended.returncode == code, ended.stdout + ended.stderr
        return ended.stdout + (ended.stderr if code else "")

    def program(self, *words: str) -> Program:
        """The command `frontdesk`, begun and left running, with somebody who reads what it prints."""
        return Program([sys.executable, "-m", "bot", *words], self.folder, self._environment())

    def _environment(self) -> dict[str, str]:
        return {**_clean_environment(), **self.settings, "PYTHONPATH": str(self.folder)}

    def kill_start(self) -> None:
        """`kill -9` what started it all."""
        assert self._up
        self._up.kill()
        self._up.wait()

    def stop(self) -> None:
        """As Ctrl-C does; return when all is down."""
        if self._up and self._up.poll() is None:
            self._up.send_signal(signal.SIGINT)
            self._up.wait(timeout=30)

    def wait_until_it_answers(self) -> None:
        """Return when frontdesk is ready and the brain takes turns."""
        self._wait(lambda: self.health().get("brain") == "ok", "the bot answers")

    def wait_until_it_listens(self) -> None:
        """Return when frontdesk is ready, whatever the brain does."""
        self._wait(lambda: self.health().get("journal") == "ok", "frontdesk listens")

    def sees_printed(self, words: str) -> None:
        """Return when it has said so."""
        self._wait(lambda: words in self.printed, f"it says {words}")

    def sees_all_sent(self) -> None:
        """Return when nothing is owed to any customer: Telegram has all, and frontdesk knows that it has."""
        self._wait(lambda: set(self._owed()) == {"0.0"}, "all is sent")

    def _owed(self) -> Iterator[str]:
        """How much on each channel, as /metrics says it."""
        with contextlib.suppress(httpx.HTTPError):
            for line in httpx.get(f"{self.url}/metrics", timeout=5.0).text.splitlines():
                if line.startswith("frontdesk_owed_deliveries{"):
                    yield line.split()[-1]

    def health(self) -> Mapping[str, Any]:
        """What /health/ready says; nothing while nobody answers."""
        with contextlib.suppress(httpx.HTTPError, ValueError):
            found: Mapping[str, Any] = httpx.get(f"{self.url}/health/ready", timeout=5.0).json()
            return found
        return {}

    def kill(self, name: str, by: signal.Signals = signal.SIGKILL) -> None:
        """`kill -9` one of frontdesk, rasa, actions; or tell it to end, with another signal."""
        for pid in self.pids(name):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, by)

    def sees_gone(self, old: list[int], within: float) -> None:
        """Return when those processes are gone."""
        wish = f"{old} have ended within {within} seconds"
        self._wait(lambda: not set(old) & {pid for pid, _ in _processes(self.folder)}, wish, within)

    @contextlib.contextmanager
    def stopped(self, name: str) -> Iterator[None]:
        """One of them stands still meanwhile, as a program does on a machine that is out of breath."""
        pids = self.pids(name)
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def pids(self, name: str) -> list[int]:
        """The processes of that program, in this folder."""
        words = {"frontdesk": "bot serve", "rasa": "rasa run --interface", "actions": "rasa run actions"}
        return [pid for pid, command in _processes(self.folder) if words[name] in command]

    def models(self) -> list[str]:
        """What has been trained."""
        return sorted(path.name for path in (self.folder / "models").glob("*.tar.gz"))

    def remembers_training(self) -> None:
        """What was learnt before need not be learnt again, as in a folder in which somebody has trained."""
        if (ROOT / ".rasa").exists():
            shutil.copytree(ROOT / ".rasa", self.folder / ".rasa", dirs_exist_ok=True)

    @contextlib.contextmanager
    def domain_changed(self, old: str, new: str) -> Iterator[None]:
        """Somebody changed words in domain.yml."""
        domain = self.folder / "domain.yml"
        text = domain.read_text("utf-8")
        assert old in text, f"“{old}” is not in domain.yml"
        domain.unlink()
        domain.write_text(text.replace(old, new), "utf-8")
        try:
            yield
        finally:
            domain.unlink()
            domain.symlink_to(ROOT / "domain.yml")

    @contextlib.contextmanager
    def dialogue_spoilt(self) -> Iterator[None]:
        """Somebody made a slip in the rules."""
        data = self.folder / "data"
        data.unlink()
        shutil.copytree(ROOT / "data", data)
        with (data / "rules" / "talk.yml").open("a", encoding="utf-8") as rules:
            rules.write("  - rule: a slip\n    steps:\n     - intent: [greet\n")
        try:
            yield
        finally:
            shutil.rmtree(data)
            data.symlink_to(ROOT / "data")

    def everything(self) -> list[str]:
        """The command of each process that runs in this folder."""
        return [command for _, command in _processes(self.folder)]

    def sees_new(self, name: str, old: list[int]) -> None:
        """Return when the program runs again, under another process id."""
        self._wait(lambda: bool(set(self.pids(name)) - set(old)), f"{name} is started again")

    def _wait(self, done: Any, wish: str, within: float = READY_WITHIN) -> None:
        deadline = time.monotonic() + within
        while not done():
            if time.monotonic() > deadline or (self._up and self._up.poll() is not None):
                raise AssertionError(
                    f"It never came to this: {wish}.\n{self.printed}\n{self.logs(last=3000)}"
                )
            time.sleep(LOOK_AGAIN)

    def logs(self, last: int = 0) -> str:
        """What the three processes have logged; only so many characters of each, where `last` says so."""
        paths = sorted((self.folder / "var" / "log").glob("*.log"))
        return "\n".join(f"== {path.name}\n{path.read_text()[-last:]}" for path in paths)

    def secrets(self) -> list[str]:
        """The tokens and secrets it was started with, and the one it made."""
        given = [value for name, value in self.settings.items() if name.endswith(("_TOKEN", "_SECRET"))]
        return [*given, (self.folder / "var" / "rasa-token").read_text().strip()]


def ready_model() -> None:
    """Train the bot where its sources have changed since the last time."""
    if not model.trained(ROOT):
        model.train(ROOT)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def _clean_environment() -> dict[str, str]:
    ours = ("FRONTDESK_", "RASA_", "SHOP_", "SHOPIFY_", "TELEGRAM_", "MESSENGER_", "SLACK_", "GRAPH_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _processes(folder: Path) -> Iterator[tuple[int, str]]:
    """Process ids and command lines of what runs in the folder."""
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").resolve() == folder.resolve():
                yield int(entry.name), (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
