"""Codes by e-mail: what may be set, on which the start and the actions agree."""

from pathlib import Path

import pytest

from actions.settings import BadSettings, Mail, Settings, mail_of
from bot.settings import BadSettings as BadAtTheStart
from bot.settings import Settings as WholeSettings

FROM = "Shop <shop@example.com>"


def at_the_start(given: dict[str, str], folder: Path) -> str:
    """What frontdesk says to it; of what else the folder lacks where that is well."""
    try:
        WholeSettings.from_env(given, folder)
    except BadAtTheStart as problem:
        return str(problem)
    return ""


@pytest.mark.parametrize(
    ("url", "mail"),
    [
        ("smtp://mail.example", Mail("mail.example", 587, FROM)),
        ("smtps://mail.example", Mail("mail.example", 465, FROM, is_encrypted=True)),
        ("smtp://u%40x:p%3Aw@mail.example:25", Mail("mail.example", 25, FROM, user="u@x", password="p:w")),
    ],
)
def test_a_whole_configuration_is_on(url: str, mail: Mail, tmp_path: Path) -> None:
    given = {"SMTP_URL": url, "SMTP_FROM": FROM}
    assert Settings.from_env(given, tmp_path).mail == mail
    assert "SMTP" not in at_the_start(given, tmp_path)


def test_none_is_off(tmp_path: Path) -> None:
    assert Settings.from_env({}, tmp_path).mail is None


@pytest.mark.parametrize(
    "given",
    [
        {"SMTP_URL": "smtp://mail.example"},
        {"SMTP_FROM": FROM},
        {"SMTP_URL": "https://mail.example", "SMTP_FROM": FROM},
        {"SMTP_URL": "mail.example:587", "SMTP_FROM": FROM},
        {"SMTP_URL": "smtp://mail.example:port", "SMTP_FROM": FROM},
        {"SMTP_URL": "smtp://:587", "SMTP_FROM": FROM},
        {"SMTP_URL": "smtp://mail.example:99999", "SMTP_FROM": FROM},
        {"SMTP_URL": "smtp://mail.example", "SMTP_FROM": "the shop"},
    ],
)
def test_what_is_half_or_wrong_is_the_same_sentence_to_both(given: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="SMTP") as actions:
        mail_of(given)
    assert str(actions.value) == at_the_start(given, tmp_path)


def test_the_token_that_frontdesk_has_made_is_found(tmp_path: Path) -> None:
    assert Settings.from_env({}, tmp_path).secret == ""
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "rasa-token").write_text("made once\n", "ascii")
    assert Settings.from_env({}, tmp_path).secret == "made once"
    assert Settings.from_env({"RASA_TOKEN": "given"}, tmp_path).secret == "given"
