"""`frontdesk channels setup` and `check`: what is done at the platforms, and what is said of them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import BadSettings, Settings
from bot.setup import findings, set_up
from channels.messenger.setup import FIELDS
from channels.slack.setup import EVENTS, SCOPES
from channels.telegram.wire import ALLOWED_UPDATES
from tests.fakes.graph import FakeGraph
from tests.fakes.slack import FakeSlack
from tests.fakes.telegram import FakeTelegram

PUBLIC = "https://desk.example.com"
DOMAIN = """
responses:
  utter_greet:
    - text: Hello
      buttons:
        - {title: Track my order, payload: /track_order}
        - {title: Talk to a person, payload: /human_handoff}
        - {title: Our shop, payload: '/choose{"a": 1}'}
  utter_please_wait: [{text: wait}]
  utter_brain_unreachable: [{text: away}]
  utter_too_many_messages: [{text: slow down}]
"""


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as found:
        yield found


@pytest.fixture
def graph() -> Iterator[FakeGraph]:
    with FakeGraph() as found:
        yield found


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as found:
        yield found


def settings(folder: Path, given: dict[str, str], public: str = PUBLIC) -> Settings:
    (folder / "domain.yml").write_text(DOMAIN, "utf-8")
    found = Settings.from_env({**given, "RASA_TOKEN": "x"}, folder)
    return replace(found, public_url=public)


def said(name: str, found: Settings) -> str:
    return "\n".join(map(str, findings(name, found)))


# Telegram


def test_telegram_learns_the_address_the_secret_and_the_menu(telegram: FakeTelegram, tmp_path: Path) -> None:
    found = settings(tmp_path, telegram.settings)
    assert "sends to https://desk.example.com/webhooks/telegram" in set_up("telegram", found)
    assert telegram.methods.webhook["secret_token"] == telegram.secret
    assert set(telegram.methods.webhook["allowed_updates"]) == set(ALLOWED_UPDATES)
    commands = {command["command"]: command["description"] for command in telegram.methods.commands}
    assert commands["track_order"] == "Track my order"
    assert {"start", "help", "human_handoff"} <= commands.keys()
    assert len(commands) == 4, "what is no command stays out"
    told = said("telegram", found)
    assert "✓ The token is good: it is @" in told
    assert f"✓ Telegram sends to {PUBLIC}/webhooks/telegram." in told
    assert "✗" not in told


def test_without_an_address_telegram_is_polled(telegram: FakeTelegram, tmp_path: Path) -> None:
    set_up("telegram", settings(tmp_path, telegram.settings))
    laptop = settings(tmp_path, telegram.settings, public="")
    told = said("telegram", laptop)
    assert "✗ Telegram sends to https://desk.example.com/webhooks/telegram, and should send to nobody" in told
    assert "Run: .venv/bin/frontdesk channels setup telegram" in told
    assert "Telegram is polled" in set_up("telegram", laptop)
    assert telegram.methods.webhook == {}
    assert "✓ Telegram is polled." in said("telegram", laptop)


def test_what_is_wrong_at_telegram_is_said_with_what_to_do(telegram: FakeTelegram, tmp_path: Path) -> None:
    found = settings(tmp_path, telegram.settings)
    assert "✗ Telegram sends nowhere" in said("telegram", found)
    set_up("telegram", found)
    telegram.methods.webhook["allowed_updates"] = ["message"]
    telegram.methods.webhook["last_error_message"] = "Wrong response from the webhook: 502 Bad Gateway"
    told = said("telegram", found)
    assert "does not send callback_query" in told
    assert "Telegram's last call failed: Wrong response from the webhook: 502 Bad Gateway." in told
    stranger = settings(tmp_path, {**telegram.settings, "TELEGRAM_BOT_TOKEN": "1:wrong"})
    told = said("telegram", stranger)
    assert "✗ Telegram refused: Unauthorized." in told
    assert "TELEGRAM_BOT_TOKEN" in told
    gone = settings(tmp_path, {**telegram.settings, "TELEGRAM_API_BASE": "http://127.0.0.1:9"})
    assert "✗ Telegram could not be reached at 127.0.0.1:9" in said("telegram", gone)
    assert telegram.token not in said("telegram", gone)


# Messenger


def test_meta_learns_the_address_the_fields_and_the_menu(graph: FakeGraph, tmp_path: Path) -> None:
    found = settings(tmp_path, graph.settings)
    assert "Meta sends to https://desk.example.com/webhooks/messenger" in set_up("messenger", found)
    assert set(graph.subscribed_fields) == set(FIELDS)
    assert graph.messenger_profile["get_started"] == {"payload": "/greet"}
    [menu] = graph.messenger_profile["persistent_menu"]
    assert [item["title"] for item in menu["call_to_actions"]][:2] == ["Track my order", "Talk to a person"]
    assert graph.subscriptions["page"]["callback_url"] == f"{PUBLIC}/webhooks/messenger"
    assert "comments" in graph.subscriptions["instagram"]["fields"]
    told = said("messenger", found)
    assert "✓ The token is good: it is the page Frontdesk." in told
    assert "✓ The page is subscribed to all that is needed." in told
    assert "✗" not in told


def test_what_is_wrong_at_meta_is_said_with_what_to_do(graph: FakeGraph, tmp_path: Path) -> None:
    found = settings(tmp_path, graph.settings)
    assert "✗ The page is not subscribed to messages" in said("messenger", found)
    graph.granted.remove("pages_messaging")
    assert "✗ The permission pages_messaging is missing; it is needed to write to customers." in said(
        "messenger", found
    )
    other = settings(tmp_path, {**graph.settings, "MESSENGER_PAGE_ID": "999"})
    assert "✗ The token is of the page Frontdesk" in said("messenger", other)
    wrong = settings(tmp_path, {**graph.settings, "MESSENGER_PAGE_TOKEN": "wrong"})
    told = said("messenger", wrong)
    assert "Invalid OAuth access token" in told
    assert "MESSENGER_PAGE_TOKEN" in told


def test_a_secret_of_another_app_is_found_out(graph: FakeGraph, tmp_path: Path) -> None:
    found = settings(tmp_path, {**graph.settings, "MESSENGER_APP_SECRET": "of another app"})
    told = said("messenger", found)
    assert "✗ MESSENGER_APP_SECRET is not this app's" in told
    assert "of another app" not in told


@pytest.mark.parametrize("name", ["telegram", "messenger", "slack"])
def test_a_platform_that_is_not_there_blames_no_token(
    telegram: FakeTelegram, graph: FakeGraph, slack: FakeSlack, tmp_path: Path, name: str
) -> None:
    nowhere = "http://127.0.0.1:9"
    away = {"TELEGRAM_API_BASE": nowhere, "GRAPH_API_BASE": nowhere, "SLACK_API_BASE": f"{nowhere}/api/"}
    given = {**telegram.settings, **graph.settings, **slack.settings, **away}
    told = said(name, settings(tmp_path, given))
    assert "could not be reached at 127.0.0.1:9" in told
    assert "internet connection" in told
    assert "TOKEN" not in told


def test_where_the_app_cannot_be_subscribed_the_steps_are_said(graph: FakeGraph, tmp_path: Path) -> None:
    found = settings(tmp_path, {**graph.settings, "MESSENGER_APP_SECRET": "of another app"})
    told = set_up("messenger", found)
    assert "Callback URL https://desk.example.com/webhooks/messenger" in told
    assert "of another app" not in told


def test_meta_needs_an_address(graph: FakeGraph, tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="FRONTDESK_PUBLIC_URL"):
        set_up("messenger", settings(tmp_path, graph.settings, public=""))


# Slack


def test_the_manifest_is_ready_to_paste(tmp_path: Path) -> None:
    manifest = json.loads(set_up("slack", settings(tmp_path, {})).partition("\n\n")[2])
    assert manifest["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    events = manifest["settings"]["event_subscriptions"]
    assert events == {"request_url": f"{PUBLIC}/webhooks/slack/events", "bot_events": list(EVENTS)}
    assert manifest["settings"]["interactivity"]["request_url"] == f"{PUBLIC}/webhooks/slack/actions"
    assert manifest["features"]["slash_commands"][0]["url"] == f"{PUBLIC}/webhooks/slack/commands"
    assert manifest["settings"]["socket_mode_enabled"] is False
    laptop = json.loads(set_up("slack", settings(tmp_path, {}, public="")).partition("\n\n")[2])
    assert laptop["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in json.dumps(laptop)


def test_what_is_well_and_what_is_wrong_in_slack(slack: FakeSlack, tmp_path: Path) -> None:
    found = settings(tmp_path, slack.settings)
    told = said("slack", found)
    assert "✓ The token is good" in told
    assert "✓ The bot is in the agents' channel #support-desk." in told
    assert "✗" not in told
    slack.agent_channel.members.discard(slack.home.bot_user.id)
    assert "/invite @frontdesk" in said("slack", found)
    elsewhere = settings(tmp_path, {**slack.settings, "SLACK_AGENT_CHANNEL": "C0NOWHERE"})
    assert "✗ The agents' channel C0NOWHERE: Slack refused: channel_not_found." in said("slack", elsewhere)
    named = settings(tmp_path, {**slack.settings, "SLACK_AGENT_CHANNEL": "#support-desk"})
    assert "SLACK_AGENT_CHANNEL is #support-desk, and no channel's id." in said("slack", named)
    wrong = settings(tmp_path, {**slack.settings, "SLACK_BOT_TOKEN": "xoxb-wrong"})
    assert "SLACK_BOT_TOKEN" in said("slack", wrong)
    laptop = settings(tmp_path, slack.settings, public="")
    assert "✗ Slack can reach nobody" in said("slack", laptop)


@pytest.mark.parametrize("name", ["telegram", "messenger", "slack", "fax"])
def test_what_is_off_or_unknown_is_said_in_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadSettings, match=r"Set .* first|no channel"):
        list(findings(name, settings(tmp_path, {})))
