"""Customers and agents, seen through what `emulate` shows to both."""

from tests.fakes.samples import PDF, PNG
from tests.peers.stage import Stage
from tests.peers.talk import Talk


def in_order(thread: Talk, *words: str) -> bool:
    """Whether all of it stands in the bot's posts below the card, one after the other."""
    _, *posts = [line for line in thread.lines() if line.startswith("🤖")]
    rest = "\n".join(posts)
    for word in words:
        _, found, rest = rest.partition(word)
        if not found:
            return False
    return True


async def test_a_whole_handoff(stage: Stage) -> None:
    """The card and all that was said are at the desk; an agent's words are at the customer's, once."""
    anna = stage.customer()
    anna.says("hello")
    await anna.sees("bot: hello")
    thread = await stage.asks_for_a_person(anna)
    await thread.sees("A person was asked for")
    card = thread.lines()[0]
    assert "Wants to talk about a bill" in card
    assert "Waiting for an agent" in card
    assert in_order(thread, "hello", "bot: hello", "person", "one moment", "A person was asked for")

    note = thread.says("// she is a good customer")
    written = thread.says("Hello, this is Sam")
    await anna.sees("Hello, this is Sam")
    await thread.sees_sign(written, "white_check_mark")
    await thread.sees("Sam has it")
    anna.says("my bill is wrong")
    await thread.sees("my bill is wrong")
    thread.says("I see it")
    await anna.sees("I see it")
    stage.presses(thread, "Resolve")
    await thread.sees("Resolved by Sam")
    await thread.sees("Resolved · Sam")
    anna.says("thank you")
    await anna.sees("bot: thank you")
    assert anna.lines()[2:] == [
        "person",
        "🤖 one moment",
        "🤖 here comes Sam",
        "🤖 Hello, this is Sam",
        "my bill is wrong",
        "🤖 I see it",
        "thank you",
        "🤖 bot: thank you",
    ]
    assert in_order(thread, "Claimed", "here comes Sam", "my bill is wrong", "Resolved")
    assert "reactions" not in next(m for m in thread.messages() if m["ts"] == note)


async def test_a_handoff_from_a_thread_in_public(stage: Stage) -> None:
    channel = stage.in_public()
    anna = channel.below(channel.says(f"<@{stage.bot}> hello"))
    await anna.sees("bot: hello")
    thread = await stage.asks_for_a_person(anna)
    stage.presses(thread, "Claim")
    await anna.sees("here comes Sam")
    thread.says("Hello, this is Sam")
    await anna.sees("Hello, this is Sam")
    assert anna.lines()[2:] == ["person", "🤖 one moment", "🤖 here comes Sam", "🤖 Hello, this is Sam"]


async def test_files_go_both_ways(stage: Stage) -> None:
    anna = stage.customer()
    thread = await stage.asks_for_a_person(anna)
    anna.shares("broken.png", PNG, "it came like this")
    await thread.sees("it came like this")
    assert await thread.sees_file(".png") == PNG
    written = thread.says("Then print this label")
    thread.shares("label.pdf", PDF, "Stick it on the box")
    await anna.sees("Stick it on the box")
    assert await anna.sees_file("label.pdf") == PDF
    await thread.sees_sign(written, "white_check_mark")
    anna.says("done")
    await thread.sees("done")
    assert [len(anna.files()), len(thread.files())] == [1, 1], "neither is taken for somebody's new file"
    assert [line for line in anna.lines() if "bot:" in line] == []


async def test_what_a_customer_does_beside_writing_is_read_at_the_desk(stage: Stage) -> None:
    anna = stage.customer()
    anna.says("hello")
    answer = await anna.sees("bot: hello")
    thread = await stage.asks_for_a_person(anna)
    anna.reacts(answer["ts"], "tada")
    await thread.sees("reacted :tada: to “bot: hello”")
    asked = anna.says("wher is it?")
    await thread.sees("wher is it?")
    anna.edits(asked, "where is it?")
    await thread.sees("edited “wher is it?”; it now reads:")
    await thread.sees("where is it?")
    anna.deletes(asked)
    await thread.sees("deleted “where is it?”")
    assert [line for line in anna.lines() if line.startswith("🤖")] == ["🤖 bot: hello", "🤖 one moment"]


async def test_a_long_transcript_is_shown_whole(stage: Stage) -> None:
    anna = stage.customer()
    said = [f"{number} {'words ' * 400}." for number in range(1, 7)]
    for words in said:
        anna.says(words)
        await anna.sees(f"bot: {words}")
    thread = await stage.asks_for_a_person(anna)
    await thread.sees("A person was asked for")
    assert in_order(thread, *(part for words in said for part in (words, f"bot: {words}")))
