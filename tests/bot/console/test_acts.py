"""What agents do at the desk: each form is done once, or refused in words."""

import pytest

from bot.core.conversation import Holder
from bot.core.entry import Content
from bot.core.errors import Undeliverable
from bot.core.handoff import claim
from bot.core.turn import Reply
from bot.store.merging import merge
from tests.bot.console.place import Place
from tests.fakes.house import KIM

ANNA = "fake:anna"


async def test_claim_reply_resolve(waiting: Place) -> None:
    sam = await waiting.agent()
    assert (await sam.presses(ANNA, "claim")).status_code == 303
    assert "You are talking to Anna" in await sam.opens(ANNA)
    assert (await sam.writes(ANNA, "Hello Anna")).status_code == 303
    await waiting.works()
    assert waiting.house.heard()[-1] == "Hello Anna"
    assert (await sam.presses(ANNA, "resolve")).status_code == 303
    page = await sam.opens(ANNA)
    assert "The bot is talking to Anna" in page
    assert "Resolved by Sam" in page
    assert "Take over from the bot" in page


async def test_the_first_words_claim_and_follow_the_announcement(waiting: Place) -> None:
    """In the transcript too, which customers of the web chat read."""
    waiting.house.brain.says = lambda turn: [Reply(Content(f"bot: {turn.text}"))]
    sam = await waiting.agent()
    assert (await sam.writes(ANNA, "Hello Anna", key="the-same-form")).status_code == 303
    told = [line.partition(": ")[2] for line in (await waiting.house.said())[-3:]]
    assert told == ["Claimed", 'bot: /agent_joined{"agent_name": "Sam"}', "Hello Anna"]
    await sam.presses(ANNA, "resolve")
    await sam.writes(ANNA, "Hello Anna", key="the-same-form")
    holder = (await waiting.house.store.case(ANNA)).conversation.holder
    assert holder is Holder.BOT, "an old form claims nothing"


async def test_taking_over_from_the_bot(place: Place) -> None:
    sam = await place.agent()
    await place.house.customer_says("Hello")
    await place.works()
    place.bot_says()
    assert "Take over and send to Anna" in await sam.opens(ANNA)
    await sam.presses(ANNA, "claim")
    assert (await place.house.store.case(ANNA)).conversation.agent_name == "Sam"


async def test_taking_over_from_a_colleague_and_releasing(waiting: Place) -> None:
    sam = await waiting.agent()
    await waiting.house.store.change(ANNA, claim(KIM, waiting.house.clock()))
    page = await sam.opens(ANNA)
    assert "Kim has this conversation. The customer is told that you answer now." in page
    assert (await sam.presses(ANNA, "take-over")).status_code == 303
    page = await sam.opens(ANNA)
    assert "You are talking to Anna" in page
    assert "Taken over from Kim" in page
    assert "Take over from" not in page
    assert (await sam.presses(ANNA, "release")).status_code == 303
    assert "Released to the queue" in await sam.opens(ANNA)
    case = await waiting.house.store.case(ANNA)
    assert case.conversation.holder is Holder.QUEUE
    assert (await sam.presses(ANNA, "release", key="again")).status_code == 409


async def test_returning_to_the_bot(waiting: Place) -> None:
    sam = await waiting.agent()
    await sam.presses(ANNA, "return")
    assert "Returned to the bot by Sam" in await sam.opens(ANNA)


async def test_a_page_that_is_open_while_the_conversation_gets_another_name_is_as_good_as_before(
    waiting: Place,
) -> None:
    """As when an agent's first words go out through a comment, and the platform says who got them."""
    sam, store = await waiting.agent(), waiting.house.store
    await store._transactions.write(merge, ANNA, "fake:known", waiting.house.clock().timestamp())
    assert "A person, please" in await sam.opens(ANNA)
    answer = await sam.writes(ANNA, "Hello Anna")
    assert answer.headers["location"] == "/desk/conversations/fake%3Aknown"
    await waiting.works()
    assert waiting.house.heard("known")[-1] == "Hello Anna"


async def test_a_note_stays_in_the_house(waiting: Place) -> None:
    sam = await waiting.agent()
    before = waiting.house.heard()
    await sam.writes(ANNA, "Careful with this one", mode="note")
    await waiting.works()
    assert waiting.house.heard() == before
    assert "Careful with this one" in await sam.opens(ANNA)


@pytest.mark.parametrize("mode", ["", "shout"])
async def test_words_without_a_clear_addressee_go_nowhere(waiting: Place, mode: str) -> None:
    sam = await waiting.agent()
    before = await waiting.house.said()
    answer = await sam.writes(ANNA, "To whom?", mode=mode)
    assert answer.status_code == 400
    assert await waiting.house.said() == before


async def test_words_that_begin_like_a_note_go_nowhere(waiting: Place) -> None:
    sam = await waiting.agent()
    before = waiting.house.heard()
    answer = await sam.writes(ANNA, "// looks like a note")
    assert answer.status_code == 409
    assert "This begins like a note (//), so nothing was sent." in answer.text
    await waiting.works()
    assert waiting.house.heard() == before


async def test_a_form_sent_twice_is_done_once(waiting: Place) -> None:
    sam = await waiting.agent()
    for _ in range(2):
        assert (await sam.writes(ANNA, "Once", key="the-same-form")).status_code == 303
        assert (await sam.writes(ANNA, "Only once", mode="note", key="the-same-note")).status_code == 303
    said = await waiting.house.said()
    assert (said.count("agent: Once"), said.count("agent: Only once")) == (1, 1)


@pytest.mark.parametrize(
    ("act", "words"), [("claim", "Claimed"), ("resolve", "Resolved"), ("return", "Returned to the bot")]
)
async def test_a_press_sent_twice_is_done_once_and_not_refused(waiting: Place, act: str, words: str) -> None:
    sam = await waiting.agent()
    for _ in range(2):
        assert (await sam.presses(ANNA, act, key="double-click")).status_code == 303
    assert (await waiting.house.said()).count(f"system: {words}") == 1


async def test_a_key_of_one_agent_is_not_anothers(waiting: Place) -> None:
    sam, kim = await waiting.agent("sam"), await waiting.agent("kim")
    await sam.writes(ANNA, "From Sam", mode="note", key="same")
    await kim.writes(ANNA, "From Kim", mode="note", key="same")
    assert "From Kim" in await sam.opens(ANNA)


async def test_what_a_colleague_holds_is_refused_in_words(waiting: Place) -> None:
    sam, kim = await waiting.agent("sam"), await waiting.agent("kim")
    await kim.presses(ANNA, "claim")
    page = await sam.opens(ANNA)
    assert "Kim is talking to Anna" in page
    assert "Kim has this conversation. You can leave a note." in page
    refused = await sam.writes(ANNA, "May I <b>too</b>?")
    assert refused.status_code == 409
    assert 'role="alert" >Kim has this conversation.</p>' in refused.text
    assert "May I &lt;b&gt;too&lt;/b&gt;?</textarea>" in refused.text
    assert (await sam.presses(ANNA, "resolve")).status_code == 409


async def test_a_script_gets_the_bare_sentence(waiting: Place) -> None:
    sam = await waiting.agent()
    await waiting.house.store.change(ANNA, claim(KIM, waiting.house.clock()))
    sam.browser.headers["x-asked-by"] = "desk"
    answer = await sam.writes(ANNA, "Hello")
    assert (answer.status_code, answer.text) == (409, "Kim has this conversation.")
    assert answer.headers["content-type"].startswith("text/plain")
    assert (await sam.writes(ANNA, "Hello", mode="note")).status_code == 204


async def test_a_failed_message_says_why(waiting: Place) -> None:
    sam = await waiting.agent()
    await sam.presses(ANNA, "claim")
    await waiting.works()
    waiting.house.channel.failures.append(Undeliverable("The customer has blocked the bot."))
    await sam.writes(ANNA, "Hello?")
    await waiting.works()
    assert "Failed: The customer has blocked the bot." in await sam.opens(ANNA)
    assert "Something was not delivered" in (await sam.browser.get("/desk")).text
    [failure] = await waiting.house.store.failures(5)
    await waiting.house.store.drop(failure["id"])
    assert "Not sent: given up by an operator" in await sam.opens(ANNA)
    assert "Something was not delivered" not in (await sam.browser.get("/desk")).text


async def test_the_customer_sees_that_the_agent_writes(waiting: Place) -> None:
    sam, kim = await waiting.agent(), await waiting.agent("kim")
    await sam.presses(ANNA, "claim")
    await waiting.works()
    waiting.house.channel.signs.clear()
    assert (await kim.presses(ANNA, "writing")).status_code == 204
    assert waiting.house.channel.signs == [], "only whoever has the conversation"
    assert (await sam.presses(ANNA, "writing")).status_code == 204
    assert waiting.house.channel.signs == ["writing"]
