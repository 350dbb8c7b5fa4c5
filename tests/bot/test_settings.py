"""The settings: defaults, half-configured channels, and the three lists of settings that must agree."""

import os
import re
from pathlib import Path

import pytest

from bot.settings import CHANNEL_SECRETS, HELP, BadSettings, Settings

ROOT = Path(__file__).parents[2]
TELEGRAM = {"TELEGRAM_BOT_TOKEN": "1:a", "TELEGRAM_SECRET_TOKEN": "s3cret"}


def test_defaults_need_no_secret(folder: Path) -> None:
    found = Settings.from_env({}, folder)
    assert (found.host, found.port) == ("127.0.0.1", 8000)
    assert found.database_url == "sqlite:///var/frontdesk.db"
    assert found.rasa_urls == ("http://127.0.0.1:5005",)
    assert (found.telegram, found.messenger, found.slack) == (None, None, None)
    assert set(found.missing()) == {"Telegram", "Messenger", "Slack"}


def test_the_token_between_frontdesk_and_rasa_is_made_once_and_is_private(folder: Path) -> None:
    first = Settings.from_env({}, folder).rasa_token
    assert len(first) > 30
    assert Settings.from_env({}, folder).rasa_token == first
    assert (folder / "var" / "rasa-token").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("channel", CHANNEL_SECRETS)
def test_a_half_configured_channel_names_what_is_missing(channel: str, folder: Path) -> None:
    names = CHANNEL_SECRETS[channel]
    for left_out in names:
        given = {name: "x" for name in names if name != left_out}
        with pytest.raises(BadSettings, match=f"{channel} is half configured: set {left_out},"):
            Settings.from_env(given, folder)


def test_a_whole_channel_is_on(folder: Path) -> None:
    found = Settings.from_env(TELEGRAM, folder)
    assert found.telegram
    assert found.telegram.api_base == "https://api.telegram.org"
    assert "Telegram" not in found.missing()


def test_env_file_is_read_and_the_environment_goes_first(folder: Path) -> None:
    (folder / ".env").write_text("FRONTDESK_PORT=9000\nFRONTDESK_HOST=0.0.0.0\n")
    found = Settings.from_env({"FRONTDESK_PORT": "9001"}, folder)
    assert (found.host, found.port) == ("0.0.0.0", 9001)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FRONTDESK_PORT", "eighty"),
        ("FRONTDESK_PORT", "0"),
        ("FRONTDESK_PUBLIC_URL", "shop.example"),
        ("FRONTDESK_DATABASE_URL", "mysql://x"),
        ("SHOP_DATABASE_URL", "shop.db"),
        ("RASA_URL", "127.0.0.1:5005"),
    ],
)
def test_a_bad_value_is_one_sentence_that_names_the_setting(name: str, value: str, folder: Path) -> None:
    with pytest.raises(BadSettings, match=name) as caught:
        Settings.from_env({name: value}, folder)
    assert "\n" not in str(caught.value)


def test_a_secret_token_telegram_would_refuse(folder: Path) -> None:
    with pytest.raises(BadSettings, match="TELEGRAM_SECRET_TOKEN"):
        Settings.from_env({**TELEGRAM, "TELEGRAM_SECRET_TOKEN": "no spaces"}, folder)


def test_a_secret_of_the_shop_that_can_be_guessed_is_refused(folder: Path) -> None:
    with pytest.raises(BadSettings, match="SHOP_EVENTS_SECRET is too short; it must have 16 letters"):
        Settings.from_env({"SHOP_EVENTS_SECRET": "hunter2"}, folder)
    found = Settings.from_env({"SHOP_EVENTS_SECRET": "x" * 16}, folder)
    assert (found.shop_events_secret, found.rules.updates.are_on) == ("x" * 16, True)
    assert not Settings.from_env({}, folder).rules.updates.are_on


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"SMTP_URL": "smtp://mail.example"}, "half configured: set SMTP_FROM,"),
        ({"SMTP_FROM": "shop@example.com"}, "half configured: set SMTP_URL,"),
        ({"SMTP_URL": "https://mail.example", "SMTP_FROM": "shop@example.com"}, "SMTP_URL must"),
        ({"SMTP_URL": "smtp://mail.example:port", "SMTP_FROM": "shop@example.com"}, "SMTP_URL must"),
        ({"SMTP_URL": "smtp://mail.example", "SMTP_FROM": "the shop"}, "SMTP_FROM must"),
        ({"ACTIONS_DATABASE_URL": "actions.db"}, "ACTIONS_DATABASE_URL must"),
    ],
)
def test_what_the_actions_could_not_use_stops_the_start(
    given: dict[str, str], named: str, folder: Path
) -> None:
    with pytest.raises(BadSettings, match=named) as caught:
        Settings.from_env(given, folder)
    assert "\n" not in str(caught.value)


def test_code_example_and_docs_list_the_same_settings() -> None:
    name = re.compile(r"^#?\s*`?([A-Z][A-Z0-9_]+)`?\s*(?:=|\|)", re.MULTILINE)
    example = set(name.findall((ROOT / ".env.example").read_text()))
    documented = set(re.findall(r"^\| `([A-Z0-9_]+)`", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))
    assert example == set(HELP)
    assert documented == set(HELP)


def test_a_misspelt_setting_stops_the_start_and_names_the_one_that_is_meant(folder: Path) -> None:
    (folder / ".env").write_text("TELEGRAM_BOT_TOKN=1:a\n")
    with pytest.raises(
        BadSettings, match=r"TELEGRAM_BOT_TOKN in \.env is no setting; did you mean TELEGRAM_BOT_TOKEN"
    ):
        Settings.from_env({}, folder)


def test_rasas_own_settings_may_stand_beside_ours(folder: Path) -> None:
    (folder / ".env").write_text("RASA_TELEMETRY_ENABLED=false\n")
    assert Settings.from_env({}, folder).port == 8000


def test_a_slip_in_domain_yml_leaves_the_sentences_as_they_were(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Settings.from_env({}, folder)
    (folder / "domain.yml").write_text("responses:\n  utter_please_wait: [\n")
    found = Settings.from_env({}, folder)
    assert found.sentences("utter_please_wait", "web").text == "words"
    told = capsys.readouterr().err
    assert re.search(r"domain\.yml, line \d+, column \d+, cannot be read: .*sentences that it had", told)


def test_what_is_changed_is_said_from_then_on_and_a_slip_changes_nothing(folder: Path) -> None:
    sentences, domain = Settings.from_env({}, folder).sentences, folder / "domain.yml"
    domain.write_text(domain.read_text().replace("words", "other words"))
    os.utime(domain, (1, 1))
    assert sentences("utter_please_wait", "web").text == "other words"
    domain.write_text("responses: [")
    os.utime(domain, (2, 2))
    assert sentences("utter_please_wait", "web").text == "other words"


def test_a_bot_that_was_made_for_rasa_alone_has_the_sentences_that_we_have(folder: Path) -> None:
    (folder / "domain.yml").write_text("responses:\n  utter_greet: [{text: Hey!}]\n")
    found = Settings.from_env({}, folder)
    assert "Your message is safe" in found.sentences("utter_please_wait", "web").text


def test_a_sentence_that_a_rule_needs_and_nobody_has_is_named(folder: Path) -> None:
    (folder / "desk.yml").write_text("comments: {spam: {do: [public]}}")
    meta = dict.fromkeys(CHANNEL_SECRETS["Messenger"], "x")
    with pytest.raises(BadSettings, match="no response utter_comment_spam"):
        Settings.from_env(meta, folder)


def test_a_slip_in_domain_yml_at_the_very_first_start_is_one_sentence(folder: Path) -> None:
    (folder / "domain.yml").write_text("responses:\n  utter_please_wait: [\n")
    with pytest.raises(BadSettings, match=r"domain\.yml, line \d+"):
        Settings.from_env({}, folder)


def test_a_folder_that_cannot_be_written_is_named(folder: Path) -> None:
    (folder / "var").write_text("a file")
    with pytest.raises(BadSettings, match=r"var/ cannot be made .*journal"):
        Settings.from_env({}, folder)
