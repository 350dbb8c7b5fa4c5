"""Calls whose answers are lost, and kills at the worst moment: what `emulate` shows is there once."""

import pytest

from tests.fakes.samples import PNG
from tests.peers.stage import Stage
from tests.peers.talk import Talk

LOST = pytest.mark.parametrize("how", ["hold", "cut"])
"""We are killed while Slack keeps us waiting; or the connection ends, and we go on."""


def goes_on(stage: Stage, how: str) -> None:
    """Where it waits for an answer that never comes, it dies and lives again."""
    if how == "hold":
        stage.dies()
        stage.lives()


@LOST
async def test_words_to_a_customer_are_there_once(stage: Stage, how: str) -> None:
    anna = stage.customer()
    stage.slack.loses(how, "chat.postMessage", anna.channel)
    anna.says("hello")
    await anna.sees("bot: hello")
    goes_on(stage, how)
    anna.says("again")
    await anna.sees("bot: again")
    assert [line for line in anna.lines() if line.startswith("🤖")] == ["🤖 bot: hello", "🤖 bot: again"]


@LOST
async def test_words_in_a_public_thread_are_there_once(stage: Stage, how: str) -> None:
    channel = stage.in_public()
    stage.slack.loses(how, "chat.postMessage", channel.channel)
    anna = channel.below(channel.says(f"<@{stage.bot}> hello"))
    await anna.sees("bot: hello")
    goes_on(stage, how)
    anna.says("again")
    await anna.sees("bot: again")
    assert anna.lines()[1:] == ["🤖 bot: hello", "again", "🤖 bot: again"]


@LOST
async def test_a_card_and_its_transcript_are_there_once(stage: Stage, how: str) -> None:
    anna, desk = stage.customer(), stage.desk()
    anna.says("hello")
    await anna.sees("bot: hello")
    stage.slack.loses(how, "chat.postMessage", desk.channel)
    thread = await stage.asks_for_a_person(anna)
    stage.slack.loses(how, "chat.postMessage", desk.channel)
    goes_on(stage, how)
    await thread.sees("bot: hello")
    goes_on(stage, how)
    thread.says("Hello Anna")
    await anna.sees("Hello Anna")
    anna.says("at last")
    await thread.sees("at last")
    assert len([line for line in desk.lines() if f"{anna.person.name}\n" in line]) == 1
    assert "\n".join(thread.lines()).count("bot: hello") == 1


@LOST
async def test_files_are_there_once(stage: Stage, how: str) -> None:
    anna = stage.customer()
    thread = await stage.asks_for_a_person(anna)
    await thread.sees("A person was asked for")
    await loses_a_file(stage, how, anna, thread, "broken.png")
    await loses_a_file(stage, how, thread, anna, "label.png")
    assert [content for _, content in [*anna.files(), *thread.files()]] == [PNG, PNG]


async def loses_a_file(stage: Stage, how: str, giver: Talk, taker: Talk, name: str) -> None:
    """A file on its way from one to the other, and words after it."""
    stage.slack.loses(how, "files.completeUploadExternal", taker.channel)
    giver.shares(name, PNG, f"this is {name}")
    await taker.sees_file(".png")
    goes_on(stage, how)
    giver.says(f"did you get {name}?")
    await taker.sees(f"did you get {name}?")


async def test_what_slack_could_not_deliver_is_taken_when_it_tries_again(stage: Stage) -> None:
    anna = stage.customer()
    stage.dies()
    anna.says("hello")
    assert stage.slack.told(anna.person) == [None]
    stage.lives()
    stage.slack.tells_again()
    await anna.sees("bot: hello")
    anna.says("again")
    await anna.sees("bot: again")
    assert anna.lines() == ["hello", "🤖 bot: hello", "again", "🤖 bot: again"]
