"""What becomes of an agent's words when a platform is difficult."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.fakes.waiting import eventually
from tests.journeys.stage import Stage
from tests.journeys.talks import asks_for_a_person, asks_the_bot

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]


@pytest.fixture(autouse=True)
def all_behave_again(stage: Stage) -> Iterator[None]:
    yield
    stage.behave()


async def test_a_reply_to_somebody_who_has_blocked_the_bot_says_why(stage: Stage) -> None:
    anna, sam = stage.telegram.customer("Anna Gone"), stage.agent("Sam")
    await asks_for_a_person(anna)
    card = await sam.sees_card("Anna Gone")
    await sam.presses(card, "Claim")
    await anna.hears("now talking with")
    await anna.blocks_bot()
    lost = await sam.replies(card, "Are you still there?")
    await sam.sees_reaction(lost, "warning")
    reason = await sam.sees(card, "Not delivered: ")
    assert "blocked" in reason.text
    assert "white_check_mark" not in lost.reactions
    await anna.unblocks_bot()
    kept = await sam.replies(card, "Once more")
    await anna.hears("Once more")
    await sam.sees_reaction(kept, "white_check_mark")
    async with stage.first_agent() as alex:
        await alex.opens("Anna Gone")
        await alex.sees("Failed: ")


async def test_a_limit_delays_and_loses_nothing(stage: Stage) -> None:
    ben, sam = stage.telegram.customer("Ben Patient"), stage.agent("Sam")
    await asks_for_a_person(ben)
    card = await sam.sees_card("Ben Patient")
    await sam.presses(card, "Claim")
    await ben.hears("now talking with")
    stage.telegram.limit("sendMessage", retry_after=2)
    words = [f"part {number} of 4" for number in range(1, 5)]
    posts = [await sam.replies(card, text) for text in words]
    for text, post in zip(words, posts, strict=True):
        await ben.hears(text)
        await sam.sees_reaction(post, "white_check_mark")
    assert [shown.text for shown in ben.screen()][-4:] == words
    calls = [call for call in stage.telegram.calls if call.params.get("text") in words]
    assert [call.params["text"] for call in calls] == [words[0], *words], "nothing overtakes what must wait"
    assert calls[1].at - calls[0].at >= 2
    assert all(later.at >= earlier.at for earlier, later in pairwise(calls))


async def test_slack_is_down_and_nobody_is_lost(stage: Stage) -> None:
    cleo, sam = stage.telegram.customer("Cleo Waits"), stage.agent("Sam")
    stage.slack.fail(status=503, times=10_000)
    await asks_for_a_person(cleo)
    await cleo.says("my door is the green one")
    async with stage.first_agent() as alex:
        await alex.opens("Cleo Waits")
        await alex.sees("my door is the green one")
        await alex.presses("Claim")
        await cleo.hears(f"now talking with {alex.name}")
        await alex.replies("Green door, got it")
        await cleo.hears("Green door, got it")
        stage.slack.behave()
        card = await sam.sees_card("Cleo Waits")
        await sam.sees(card, f"{alex.name} has it")
        await sam.sees(card, "my door is the green one")
        await sam.sees(card, "Green door, got it")
        await alex.presses("Resolve")
    await sam.sees(card, "Resolved by")
    await asks_the_bot(cleo)
    assert len([card for card in sam.cards() if "Cleo Waits" in card.text]) == 1
    thread = [post.text for post in card.replies]
    assert sum(text.count("my door is the green one") for text in thread) == 1


async def test_a_press_on_a_card_while_slack_is_down_counts(stage: Stage) -> None:
    dana, sam = stage.telegram.customer("Dana Pressed"), stage.agent("Sam")
    await asks_for_a_person(dana)
    card = await sam.sees_card("Dana Pressed")
    stage.slack.fail("users.info", status=500, times=3)
    stage.slack.fail("chat.update", status=500, times=3)
    await sam.presses(card, "Claim")
    await dana.hears("now talking with Sam")
    await sam.sees(card, "Sam has it")


async def test_a_platform_that_breaks_off_gets_the_words_again(stage: Stage) -> None:
    emil = stage.graph.customer("Emil")
    stage.graph.break_off("messages")
    await emil.says("how long does delivery take?")
    await emil.hears("working days", within=30)
    again = stage.graph.calls[-1]
    await eventually(lambda: again.accepted, lambda: "the last call was not taken")
    assert len([shown for shown in emil.screen() if "working days" in shown.text]) == 1
