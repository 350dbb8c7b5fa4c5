"""The command `frontdesk`, as an operator types it."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.core.errors import Undeliverable
from bot.core.shop_event import Happened
from channels.shop import ShopConnector
from tests.fakes.house import open_house
from tests.fakes.serving import Serving
from tests.fakes.telegram import FakeTelegram

ROOT = Path(__file__).parents[2]
COMMANDS = [
    *("up", "serve", "work", "train", "check", "graph", "chat"),
    *("channels", "users", "export", "erase", "retry", "events"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the project's own domain.yml, desk.yml and policy.yml."""
    for name in ("domain.yml", "desk.yml", "policy.yml"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def frontdesk(
    folder: Path, *words: str, typed: str = "", settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """What the command does in a folder, with nothing set but what is given."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **(settings or {})},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(folder: Path, command: str) -> None:
    shown = frontdesk(folder, command, "--help")
    assert shown.returncode == 0
    assert "Usage" in shown.stdout


@pytest.mark.parametrize("command", ["serve", "work", "up", "check"])
def test_a_half_configured_channel_is_one_sentence_and_no_start(folder: Path, command: str) -> None:
    ended = frontdesk(folder, command, settings={"TELEGRAM_BOT_TOKEN": "1:a"})
    assert ended.returncode == 1
    told = ended.stderr.strip()
    assert told == (
        "frontdesk: Telegram is half configured: set TELEGRAM_SECRET_TOKEN, or none of its settings."
    )


@pytest.mark.parametrize("setting", ["FRONTDESK_PORT", "RASA_URL"])
def test_a_port_that_is_taken_is_one_sentence_and_no_start(folder: Path, setting: str) -> None:
    (folder / "endpoints.yml").symlink_to(ROOT / "endpoints.yml")
    with socket.create_server(("127.0.0.1", 0)) as other, socket.create_server(("127.0.0.1", 0)) as free:
        taken, port = other.getsockname()[1], free.getsockname()[1]
        free.close()
        ports = {"FRONTDESK_PORT": str(port), "RASA_URL": f"http://127.0.0.1:{port}"}
        ports[setting] = str(taken) if setting == "FRONTDESK_PORT" else f"http://127.0.0.1:{taken}"
        ended = frontdesk(folder, "up", settings=ports)
    assert ended.returncode == 1
    told = f"Port {taken} is taken by another program; stop it, or change {setting}."
    assert ended.stderr == f"frontdesk: {told}\n"
    assert ended.stdout == ""


def test_users_come_change_and_go(folder: Path) -> None:
    assert frontdesk(folder, "users", "add", "sam", "Sam", typed="secret1\nsecret1\n").returncode == 0
    again = frontdesk(folder, "users", "add", "sam", "Other", typed="x\nx\n")
    assert "There is a user sam already." in again.stderr
    assert frontdesk(folder, "users", "list").stdout == "sam\tSam\n"
    assert frontdesk(folder, "users", "password", "sam", typed="new\nnew\n").returncode == 0
    assert frontdesk(folder, "users", "remove", "sam").returncode == 0
    assert "There is no user sam." in frontdesk(folder, "users", "remove", "sam").stderr


async def test_export_and_erase(folder: Path) -> None:
    house = open_house(f"sqlite:///{folder}/var/frontdesk.db")
    await house.customer_says("hello")
    await house.works()
    house.store.close()
    lines = frontdesk(folder, "export", "fake:anna").stdout.splitlines()
    assert {"conversations", "entries", "deliveries"} <= {json.loads(line)["table"] for line in lines}
    assert frontdesk(folder, "erase", "fake:anna", typed="n\n").returncode != 0
    refused = frontdesk(folder, "erase", "fake:anna", "--yes", settings={"RASA_URL": "http://127.0.0.1:9"})
    assert "Nothing was erased: Rasa cannot be reached." in refused.stderr
    assert frontdesk(folder, "export", "fake:anna").stdout


async def test_failures_are_listed_retried_and_dropped(folder: Path) -> None:
    house = open_house(f"sqlite:///{folder}/var/frontdesk.db")
    house.channel.failures = [Undeliverable("Anna has blocked the bot.")] * 2
    await house.customer_says("hello")
    await house.customer_says("hello again")
    await house.works()
    listed = frontdesk(folder, "retry", "list").stdout.splitlines()
    assert [line.split("\t")[2:] for line in listed] == [
        ["fake:anna", "bot", "Anna has blocked the bot."]
    ] * 2
    newest, oldest = (line.split("\t")[0] for line in listed)
    assert frontdesk(folder, "retry", "drop", newest).returncode == 0
    assert "No delivery" in frontdesk(folder, "retry", "drop", newest).stderr
    assert frontdesk(folder, "retry", "one", oldest).returncode == 0
    house.clock.forward(days=1000)
    await house.works()
    assert house.heard() == ["bot: hello"]
    assert frontdesk(folder, "retry", "all").stdout == "0 messages are tried again.\n"
    house.store.close()


EVENTS = {"SHOP_EVENTS_SECRET": "a secret of both sides"}


def test_an_event_of_the_shop_is_sent_signed_and_listed(folder: Path) -> None:
    taken: list[tuple[bytes, dict[str, str]]] = []

    async def take(request: Request) -> PlainTextResponse:
        taken.append((await request.body(), dict(request.headers)))
        return PlainTextResponse(
            "" if len(taken) < 3 else "The clock is wrong.\n", 200 if len(taken) < 3 else 403
        )

    serving = Serving(Starlette(routes=[Route("/events/orders", take, methods=["POST"])]))
    serving.start()
    made = ("--order", "FD-1", "--customer", "7", "--happened", "delayed", "--url", serving.url)
    assert "Taken" in frontdesk(folder, "events", "send", *made, settings=EVENTS).stdout
    (folder / "event.json").write_text('{"id": "evt_1"}')
    written = ("event.json", "--url", serving.url)
    assert "Taken" in frontdesk(folder, "events", "send", *written, settings=EVENTS).stdout
    refused = frontdesk(folder, "events", "send", *written, settings=EVENTS)
    serving.stop()
    assert (refused.returncode, "403: The clock is wrong." in refused.stderr) == (1, True)
    shop = ShopConnector(EVENTS["SHOP_EVENTS_SECRET"], lambda: datetime.now(timezone.utc))
    for body, headers in taken:
        shop.verify(headers, body)
    [event] = shop.parse(json.loads(taken[0][0]))
    assert (event.happened, event.order_number, event.customer_id) == (Happened.DELAYED, "FD-1", "7")
    assert taken[1][0] == b'{"id": "evt_1"}'
    assert frontdesk(folder, "events", "list").stdout == "The shop has told nothing yet.\n"


@pytest.mark.parametrize(
    ("words", "settings", "told"),
    [
        (["--order", "FD-1", "--customer", "7"], {}, "SHOP_EVENTS_SECRET is not set"),
        ([], EVENTS, "Name a file, or --order and --customer."),
        (["nowhere.json"], EVENTS, "nowhere.json cannot be read"),
        (["--order", "1", "--customer", "7", "--url", "http://127.0.0.1:9"], EVENTS, "cannot be reached"),
    ],
)
def test_an_event_that_cannot_be_sent_is_one_sentence(
    folder: Path, words: list[str], settings: Mapping[str, str], told: str
) -> None:
    ended = frontdesk(folder, "events", "send", *words, settings=settings)
    assert (ended.returncode, told in ended.stderr, ended.stderr.count("\n")) == (1, True, 1), ended.stderr


def test_setting_up_telegram_registers_address_and_secret(folder: Path) -> None:
    with FakeTelegram() as telegram:
        settings = {
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_SECRET_TOKEN": telegram.secret,
            "TELEGRAM_API_BASE": telegram.url,
            "FRONTDESK_PUBLIC_URL": "https://desk.example.com",
        }
        done = frontdesk(folder, "channels", "setup", "telegram", settings=settings)
        assert done.returncode == 0, done.stderr
        [call] = telegram.called("setWebhook")
        assert call.params["url"] == "https://desk.example.com/webhooks/telegram"
        assert call.params["secret_token"] == telegram.secret
        wrong = {**settings, "TELEGRAM_BOT_TOKEN": "1:wrong"}
        refused = frontdesk(folder, "channels", "setup", "telegram", settings=wrong)
        assert "Telegram refused" in refused.stderr
        assert telegram.token not in refused.stderr + done.stdout


def test_channels_are_listed_with_what_is_missing(folder: Path) -> None:
    told = frontdesk(folder, "channels", "list").stdout
    assert "web chat: on" in told
    assert "Telegram: off, set TELEGRAM_BOT_TOKEN, TELEGRAM_SECRET_TOKEN" in told


def test_a_chat_with_nobody_there_says_so_in_one_sentence(folder: Path) -> None:
    refused = frontdesk(folder, "chat", "--url", "http://127.0.0.1:9")
    assert refused.stderr == "frontdesk: Nothing answers at http://127.0.0.1:9: start it with make run.\n"


def test_a_check_of_the_channels_says_what_came_last(folder: Path) -> None:
    assert "Only the web chat is on" in frontdesk(folder, "channels", "check").stdout
    with FakeTelegram() as telegram:
        told = frontdesk(folder, "channels", "check", settings=telegram.settings)
        assert told.returncode == 0, told.stdout + told.stderr
        assert told.stdout.splitlines()[0] == "Telegram"
        assert "✓ Telegram is polled." in told.stdout
        assert "Nothing has come yet." in told.stdout
