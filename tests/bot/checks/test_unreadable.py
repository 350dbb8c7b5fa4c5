"""Files that hold nothing, or one name twice, or are of another encoding."""

import pytest

from bot.checks.unreadable import unreadable
from tests.bot.checks.small_bot import SmallBot


def problems(bot: SmallBot) -> list[str]:
    return [finding.words for finding in unreadable(bot.folder)]


def test_a_whole_bot_can_be_read(bot: SmallBot) -> None:
    assert problems(bot) == []


@pytest.mark.parametrize("file", ["domain.yml", "config.yml"])
def test_an_empty_file(bot: SmallBot, file: str) -> None:
    (bot.folder / file).write_text("# nothing yet\n", "utf-8")
    assert problems(bot) == [f"{file} is empty. Was it saved half-way?"]


def test_one_name_twice(bot: SmallBot) -> None:
    first = bot.change("domain.yml", "utter_done:", "utter_done:")
    line = bot.add("domain.yml", '  utter_done:\n    - text: "Done again."\n')
    assert problems(bot) == [
        f"domain.yml, line {line}: utter_done stands here and in line {first}. Keep one; two wordings of a "
        "response are two `- text` under one name."
    ]


def test_another_encoding(bot: SmallBot) -> None:
    written = (
        (bot.folder / "domain.yml")
        .read_bytes()
        .replace(b"Which colour?", b"Which couleur pr\xe9f\xe9r\xe9e?")
    )
    (bot.folder / "domain.yml").write_bytes(written)
    line = written[: written.index(b"\xe9")].count(b"\n") + 1
    assert problems(bot) == [f"domain.yml, line {line}: this is not UTF-8. Save the file as UTF-8."]
