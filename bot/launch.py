"""`frontdesk up`: make what is missing, start the three processes, say where to go."""

import os
import secrets
import shutil
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import yaml

from actions.settings import POLICY
from actions.shop.demo import make_demo_shop
from actions.shop.migrate import BadShop
from actions.shop.policy_file import BadPolicy, read_policy
from bot import model
from bot.processes import Program, already_running, end_leftovers, run
from bot.settings import DEMO_SHOP, VAR, Settings
from bot.setup import channels_in_words
from bot.store import accounts
from bot.store.engine import create_engine, writing
from bot.store.migrate import migrate

FIRST_USER = "admin"
FIRST_NAME = "Alex"
"""What customers read until the first user is renamed."""
PORT_PATIENCE = 2.0
"""Seconds that a port which is taken is looked at again."""
PATIENCE = 600.0
"""Seconds after which nobody waits for a line that says the service is up."""


@dataclass(frozen=True)
class Announcement:
    """The three lines that a person needs."""

    chat: str
    desk: str
    channels: str

    def __str__(self) -> str:
        return f"Chat:     {self.chat}\nDesk:     {self.desk}\nChannels: {self.channels}"


def launch(folder: Path) -> int:
    """Run until Ctrl-C; the exit code."""
    settings = Settings.from_env(folder=folder)
    if refusal := policy_unusable(folder) or already_running(folder):
        print(f"frontdesk: {refusal}", file=sys.stderr)
        return 1
    end_leftovers(folder)
    if refusal := port_taken(settings, folder):
        print(f"frontdesk: {refusal}", file=sys.stderr)
        return 1
    try:
        order = to_try(settings)
    except BadShop as error:
        print(f"frontdesk: {error}", file=sys.stderr)
        return 1
    if not _model_is_ready(folder):
        return 1
    announcement = Announcement(
        chat=f"{addresses(settings, 'chat')}{order}",
        desk=f"{addresses(settings, 'desk')} — {first_user(settings, folder)}",
        channels=channels_in_words(settings).replace("\n", "; "),
    )
    threading.Thread(target=_announce, args=(settings, announcement), daemon=True).start()
    return run(programs(settings, folder), folder)


def policy_unusable(folder: Path) -> str:
    """One sentence about policy.yml, before a customer finds out; empty where it can be used."""
    try:
        read_policy(folder / POLICY)
    except BadPolicy as error:
        return str(error)
    return ""


def _model_is_ready(folder: Path) -> bool:
    """Whether there is a model to start with: of the sources as they are, or else an older one."""
    if model.trained(folder):
        return True
    print("Training the bot; this takes about a minute, and only when its sources changed …", flush=True)
    try:
        model.train(folder)
    except model.TrainingFailed as error:
        print(f"Training failed. Rasa said:\n{error}", file=sys.stderr)
        if not model.any_model(folder):
            return False
        print("The bot starts with the model it had.", file=sys.stderr)
    return True


def to_try(settings: Settings) -> str:
    """An order of the demo shop in words, the shop made where there is none; nothing of a real shop."""
    if settings.shopify_shop:
        return ""
    shop = make_demo_shop(settings.shop_database_url, datetime.now(timezone.utc).date())
    is_demo = shop.made or settings.shop_database_url == DEMO_SHOP
    return f" — try order {shop.try_number} with {shop.try_email}" if is_demo and shop.try_number else ""


def first_user(settings: Settings, folder: Path) -> str:
    """How to sign in, in words; the first user is made where there is none."""
    kept = folder / VAR / "first-password"
    engine = create_engine(settings.database_url)
    migrate(engine)
    with writing(engine) as connection:
        if not accounts.names(connection):
            password = secrets.token_urlsafe(9)
            accounts.add(connection, FIRST_USER, FIRST_NAME, password, time.time())
            kept.touch(mode=0o600)
            kept.write_text(password + "\n", encoding="ascii")
    engine.dispose()
    if not kept.exists():
        return "sign in as you were told"
    return f"user {FIRST_USER}, password {kept.read_text(encoding='ascii').strip()}"


def addresses(settings: Settings, page: str) -> str:
    """Where the page is: on this machine, and for everybody else where there is a public address."""
    found = [settings.address, *([settings.public_url] if settings.public_url else [])]
    return " and ".join(f"{each}/{page}" for each in found)


def programs(settings: Settings, folder: Path) -> tuple[Program, ...]:
    """The three processes and how each is started; webhooks go before thinking, also for the processors."""
    ours = {"PYTHONPATH": str(folder)}
    rasas = {
        **model.QUIET,
        **ours,
        "RASA_TOKEN": settings.rasa_token,
        "SHOP_DATABASE_URL": settings.shop_database_url,
        "SANIC_HOST": "127.0.0.1",
    }
    rasa, brain = ("nice", "-n", "5", sys.executable, "-m", "rasa", "run"), urlsplit(settings.rasa_urls[0])
    place = ("--interface", brain.hostname or "127.0.0.1", "--port", str(brain.port or 5005))
    actions = ("actions", "--port", str(actions_port(folder)))
    return (
        Program("frontdesk", (*off_one_core(), sys.executable, "-m", "bot", "serve"), ours, folder),
        Program("rasa", (*rasa, *place), rasas, folder),
        Program("actions", (*rasa, *actions), rasas, folder),
    )


def off_one_core() -> tuple[str, ...]:
    """What keeps a program off one core, which Rasa then has to itself; nothing where there is only one.

    Rasa thinks on one core at a time; moved about between webhooks, it takes longer over a turn.
    """
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    left = ",".join(map(str, cores[:-1]))
    return ("taskset", "--cpu-list", left) if left and shutil.which("taskset") else ()


def actions_port(folder: Path) -> int:
    """Where Rasa looks for its actions: the port of `action_endpoint` in endpoints.yml."""
    stated = yaml.safe_load((folder / "endpoints.yml").read_text(encoding="utf-8"))
    return urlsplit(stated["action_endpoint"]["url"]).port or 5055


def port_taken(settings: Settings, folder: Path) -> str:
    """One sentence about a port that another program has; empty when all are free."""
    rasa = urlsplit(settings.rasa_urls[0])
    wanted = (
        (settings.host, settings.port, "FRONTDESK_PORT"),
        ("127.0.0.1", rasa.port or 5005, "RASA_URL"),
        ("127.0.0.1", actions_port(folder), "action_endpoint in endpoints.yml"),
    )
    for host, port, setting in wanted:
        if not _becomes_free(host, port):
            return f"Port {port} is taken by another program; stop it, or change {setting}."
    return ""


def _becomes_free(host: str, port: int) -> bool:
    """Whether the port is free by now; a program that was killed a moment ago may still hold it."""
    give_up = time.monotonic() + PORT_PATIENCE
    while not _is_free(host, port):
        if time.monotonic() > give_up:
            return False
        time.sleep(0.05)
    return True


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _announce(settings: Settings, announcement: Announcement) -> None:
    """Say where to go once frontdesk listens, and when the bot answers."""
    with httpx.Client(base_url=settings.address, timeout=3.0, trust_env=False) as client:
        if _becomes(client, lambda found: True):
            print(announcement, flush=True)
        if _becomes(client, lambda found: found.get("brain") == "ok"):
            print("The bot answers now. Ctrl-C stops everything.", flush=True)


def _becomes(client: httpx.Client, wanted: Callable[[dict[str, str]], bool]) -> bool:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        try:
            found = client.get("/health/ready")
            if found.status_code == httpx.codes.OK and wanted(found.json()):
                return True
        except (httpx.HTTPError, ValueError):
            pass
        time.sleep(0.2)
    return False
