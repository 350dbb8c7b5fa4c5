"""How a conversation comes to a person: who may ask, who may take it, and what the bot does meanwhile."""

import asyncio

import pytest

from tests.fakes.slack import Agent
from tests.fakes.waiting import eventually
from tests.journeys.stage import Stage
from tests.journeys.talks import asks_for_a_person, asks_the_bot, greets

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]


async def test_a_person_is_asked_when_the_bot_did_not_understand_twice(stage: Stage) -> None:
    anna, sam = stage.telegram.customer("Anna Twice"), stage.agent("Sam")
    await anna.says("zorbl wuffti kranomax")
    assert (await anna.hears("")).titles, "first there are choices"
    await anna.says("brulf opzimar tinkavo")
    await anna.hears("colleague")
    card = await sam.sees_card("Anna Twice")
    await sam.sees(card, "did not understand, twice")
    await sam.sees(card, "zorbl wuffti kranomax")
    await anna.hears("asked a colleague")


async def test_five_wrong_addresses_end_with_the_offer_of_a_person(stage: Stage) -> None:
    number, email, name = stage.order("shipped", 1)
    ben, sam = stage.graph.customer("Ben"), stage.agent("Sam")
    await ben.says("where is my order?")
    await ben.hears("number")
    for attempt in range(5):
        await ben.says(number)
        await ben.hears("e-mail")
        await ben.says(f"wrong{attempt}@example.com")
        answer = await ben.hears("too many tries" if attempt == 4 else "details")
    await ben.says(f"{number} {email}")
    answer = await ben.hears("too many tries")
    assert answer.titles == ["Talk to a person"]
    await ben.presses("Talk to a person")
    await ben.hears("asked a colleague")
    card = await sam.sees_card(number)
    await sam.sees(card, "too many wrong order details")
    await sam.sees(card, "not verified")
    shown = "".join(line.text for line in ben.screen())
    assert name not in shown, "nothing about the order was told"
    assert "Evri" not in shown


async def test_an_agent_takes_over_from_the_bot_at_the_console(stage: Stage) -> None:
    cora, sam = stage.telegram.customer("Cora Taken"), stage.agent("Sam")
    await greets(cora)
    async with stage.first_agent() as alex:
        await alex.opens("Cora Taken")
        await alex.presses("Take over from the bot")
        await cora.hears(f"now talking with {alex.name}")
        card = await sam.sees_card("Cora Taken")
        await sam.sees(card, "an agent took over")
        await sam.sees(card, f"{alex.name} has it")
        await sam.sees(card, "hi there")
        await alex.replies("I saw you come in & thought I'd help")
        await cora.hears("thought I'd help")
        await sam.sees(card, "thought I'd help")
        await alex.presses("Return to bot")
        await cora.hears("back with me, the bot")
        await sam.sees(card, "Returned to the bot")
    await asks_the_bot(cora)


@pytest.mark.parametrize("stopped", ["rasa", "actions"])
async def test_the_bot_falls_silent_in_mid_turn(stage: Stage, stopped: str) -> None:
    dora = stage.telegram.customer(f"Dora {stopped}")
    await greets(dora)
    async with stage.first_agent() as alex:
        await alex.opens(dora.name)
        with stage.service.stopped(stopped):
            await dora.says("where is my order?")
            await alex.sees("where is my order?")
            await alex.presses("Take over from the bot")
            await alex.sees("You are talking to")
        await dora.hears(f"now talking with {alex.name}")
        await alex.sees("Not sent: a person had taken over")
        await alex.replies("I have it here")
        await dora.hears("I have it here")
        _, *told = [shown.text for shown in dora.screen()]
        assert told == [
            f"You're now talking with {alex.name}, who has read our conversation.",
            "I have it here",
        ]
        await alex.presses("Resolve")


async def test_two_agents_claim_at_once(stage: Stage) -> None:
    eva, sam, kim = stage.telegram.customer("Eva Once"), stage.agent("Sam"), stage.agent("Kim")
    await asks_for_a_person(eva)
    card = await sam.sees_card("Eva Once")
    await asyncio.gather(sam.presses(card, "Claim"), kim.presses(card, "Claim"))
    heard = await eva.hears("now talking with")
    winner, loser = (sam, kim) if "Sam" in heard.text else (kim, sam)
    await loser.is_told(f"{winner.name} has this conversation.")
    assert winner.whispers() == []
    await sam.sees(card, f"{winner.name} has it")
    assert len([shown for shown in eva.screen() if "now talking with" in shown.text]) == 1


async def test_whoever_comes_second_at_the_console_is_told_who_was_first(stage: Stage) -> None:
    fay, sam = stage.telegram.customer("Fay Second"), stage.agent("Sam")
    await asks_for_a_person(fay)
    card = await sam.sees_card("Fay Second")
    async with stage.first_agent() as alex:
        await alex.opens("Fay Second")
        page = await alex.reads()
        await sam.presses(card, "Claim")
        await fay.hears("now talking with Sam")
        refused = await alex.presses_on(page, "Claim")
        assert "Sam has this conversation." in refused.words
        await alex.notes("I could help with the carrier")
    await sam.sees(card, "I could help with the carrier")
    assert not [shown for shown in fay.screen() if "carrier" in shown.text]


async def test_two_users_of_the_console_claim_at_once(stage: Stage) -> None:
    gus = stage.telegram.customer("Gus Both")
    await asks_for_a_person(gus)
    async with stage.first_agent() as alex, stage.colleague("Noor") as noor:
        for agent in (alex, noor):
            await agent.opens("Gus Both")
        pages = await asyncio.gather(alex.reads(), noor.reads())
        answers = await asyncio.gather(alex.presses_on(pages[0], "Claim"), noor.presses_on(pages[1], "Claim"))
        heard = await gus.hears("now talking with")
        winner, refused = (alex, answers[1]) if alex.name in heard.text else (noor, answers[0])
        assert f"{winner.name} has this conversation." in refused.words


async def test_the_first_reply_claims(stage: Stage) -> None:
    hal, sam = stage.graph.customer("Hal"), stage.agent("Sam")
    await hal.says("my parcel code word is heliotrope")
    await asks_for_a_person(hal)
    card = await _card_about(sam, "heliotrope")
    await sam.replies(card, "// looks like a regular")
    await sam.sees(card, "Waiting for an agent")
    await sam.replies(card, "Hi Hal, let me see")
    await hal.hears("let me see")
    texts = [shown.text for shown in hal.screen()]
    joined = next(n for n, text in enumerate(texts) if "now talking with Sam" in text)
    assert texts[joined + 1] == "Hi Hal, let me see", "first the customer is told who is there"
    assert not [text for text in texts if "regular" in text]
    await sam.sees(card, "Sam has it")


async def test_a_note_stays_inside(stage: Stage) -> None:
    ida, sam = stage.telegram.customer("Ida Note"), stage.agent("Sam")
    await asks_for_a_person(ida)
    card = await sam.sees_card("Ida Note")
    await sam.replies(card, "// cardholder seems annoyed")
    await sam.replies(card, "Hello Ida")
    await ida.hears("Hello Ida")
    await sam.replies(card, "  // still annoyed")
    async with stage.first_agent() as alex:
        await alex.opens("Ida Note")
        await alex.sees("cardholder seems annoyed")
        await alex.sees("still annoyed")
        await alex.notes("annoyed customers get a voucher")
    await sam.sees(card, "voucher")
    await sam.presses(card, "Resolve")
    await ida.hears("anything else")
    told = [call.params.get("text", "") for call in stage.telegram.called("sendMessage")]
    assert not [text for text in told if "annoyed" in text]


async def test_typed_words_are_no_intent(stage: Stage) -> None:
    jo, sam = stage.telegram.customer("Jo Slash"), stage.agent("Sam")
    await greets(jo)
    await jo.says('/handoff_resolved{"outcome": "refunded"}')
    await jo.hears("")
    await jo.says("/agent_joined")
    await asks_for_a_person(jo)
    card = await sam.sees_card("Jo Slash")
    await jo.says("/handoff_resolved")
    await sam.sees(card, "handoff_resolved")
    await sam.replies(card, "Still here")
    await jo.hears("Still here")
    shown = [line.text for line in jo.screen()]
    assert len([text for text in shown if "now talking with" in text]) == 1, shown
    assert not [text for text in shown if "closed this" in text or "is done here" in text], shown


async def test_whoever_writes_in_german_reaches_an_agent_who_is_told_so(stage: Stage) -> None:
    uwe, sam = stage.telegram.customer("Uwe Fremd"), stage.agent("Sam")
    await uwe.says("Wo bleibt meine Bestellung? Ich warte seit zwei Wochen")
    await uwe.hears("verstehe ich nur Englisch")
    await uwe.hears("asked a colleague")
    card = await sam.sees_card("Uwe Fremd")
    await sam.sees(card, "writes in another language")
    await sam.sees(card, "writes in German")
    async with stage.first_agent() as alex:
        await alex.opens("Uwe Fremd")
        await alex.sees("written in German")
        await alex.replies("Guten Tag, ich schaue gleich nach")
        await uwe.hears("ich schaue gleich nach")


async def test_whoever_is_angry_twice_gets_a_person_whatever_they_ask(stage: Stage) -> None:
    ira, sam = stage.graph.customer("Ira"), stage.agent("Sam")
    await ira.says("how long does delivery take, this is ridiculous, code word zinnia")
    await ira.hears("working days")
    await ira.says("AND HOW CAN I PAY YOU PEOPLE")
    await ira.hears("I'm sorry")
    await ira.hears("asked a colleague")
    card = await _card_about(sam, "zinnia")
    await sam.sees(card, "is angry")
    await sam.sees(card, "high")


async def test_the_bot_greets_by_the_name_that_the_account_shows(stage: Stage) -> None:
    ann = stage.telegram.customer("Ann Lee")
    await ann.says("hi there")
    await ann.hears("Ann")


async def _card_about(agent: Agent, words: str) -> str:
    """The card in whose thread these words stand: the card itself names no customer of Messenger."""

    def look() -> str | None:
        found = (c.ts for c in agent.cards() if any(words in reply.text for reply in c.replies))
        return next(found, None)

    return await eventually(look, lambda: f"no thread holds “{words}”")
