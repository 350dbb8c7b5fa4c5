"""What platforms swap, delay and repeat while a conversation changes hands."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from bot.core.arrival import DeskAct, Verb
from bot.core.case import Case, Handoff
from bot.core.conversation import Holder
from bot.core.delivery import Delivery
from bot.core.entry import Button, Content
from bot.core.errors import TryAgain
from bot.core.handoff import claim, return_to_bot
from bot.core.turn import HandoffRequest, Reply, Turn
from tests.fakes.house import SAM, House, open_house

ANNA = "fake:anna"
ASKS = "a person please"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    found = open_house(f"sqlite:///{tmp_path}/journal.db")
    found.brain.says = answers
    yield found
    found.store.close()


def answers(turn: Turn) -> Sequence[Reply]:
    wish = HandoffRequest("customer_asked") if turn.text == ASKS else None
    return [Reply(Content(f"bot: {turn.text}"), handoff=wish)]


def press(key: str, verb: Verb, handoff: Handoff, at: datetime) -> DeskAct:
    return DeskAct(key=key, agent_id="slack:T1:sam", verb=verb, handoff_id=handoff.id, at=at, raw={})


def written(key: str, text: str, desk_ref: str, at: datetime) -> DeskAct:
    return DeskAct(
        key=key,
        agent_id="slack:T1:sam",
        verb=Verb.REPLY,
        desk_ref=desk_ref,
        content=Content(text),
        origin=f"{desk_ref}:{key}",
        at=at,
        raw={},
    )


async def handoff_of(house: House) -> Handoff:
    handoff = (await house.store.case(ANNA)).handoff
    assert handoff
    return handoff


async def test_a_reply_that_comes_before_the_cards_reference_is_known_is_not_lost(house: House) -> None:
    post = house.desk.open

    async def answered_meanwhile(case: Case) -> str:
        desk_ref = await post(case)
        await house.store.receive([written("1", "Sam here", desk_ref, house.clock())])
        return desk_ref

    house.desk.open = answered_meanwhile  # type: ignore[method-assign]
    await house.customer_says(ASKS)
    await house.works()
    house.clock.forward(seconds=5)
    await house.works()
    assert house.heard()[-1] == "Sam here"
    assert [tick.delivered for tick in house.desk.ticks] == [True]


async def test_words_written_before_resolve_that_come_after_it_claim_nothing(house: House) -> None:
    await house.customer_says(ASKS)
    await house.works()
    handoff = await handoff_of(house)
    await house.store.receive([press("1", Verb.CLAIM, handoff, house.clock())])
    await house.works()
    house.clock.forward(seconds=5)
    before_the_end = house.clock()
    house.clock.forward(seconds=2)
    await house.store.receive([press("2", Verb.RESOLVE, handoff, house.clock())])
    await house.works()
    house.clock.forward(seconds=30)
    await house.store.receive([written("3", "All done, bye!", handoff.desk_ref, before_the_end)])
    await house.works()
    assert house.heard()[-1] == "All done, bye!"
    assert (await house.store.case(ANNA)).conversation.holder is Holder.BOT
    await house.store.receive([written("4", "one more thing", handoff.desk_ref, house.clock())])
    await house.works()
    assert (await house.store.case(ANNA)).conversation.holder is Holder.AGENT


@pytest.mark.parametrize("verb", [Verb.CLAIM, Verb.RETURN, Verb.RESOLVE])
async def test_a_button_of_an_earlier_request_does_nothing_to_the_latest(house: House, verb: Verb) -> None:
    await house.customer_says(ASKS)
    await house.works()
    first = await handoff_of(house)
    await house.store.receive([press("1", Verb.RESOLVE, first, house.clock())])
    await house.works()
    await house.customer_says(ASKS)
    await house.works()
    await house.store.receive([press("2", verb, first, house.clock())])
    await house.works()
    latest = await handoff_of(house)
    assert (latest.id != first.id, latest.is_open, latest.agent) == (True, True, None)
    assert "earlier request" in house.desk.told[-1][1]


async def test_a_signal_that_finds_no_brain_waits_instead_of_spinning(house: House) -> None:
    def goes_away(turn: Turn) -> Sequence[Reply]:
        house.brain.away = True
        return answers(turn)

    house.brain.says = goes_away
    await house.customer_says(ASKS)
    await house.works(until=20)
    assert (await house.store.case(ANNA)).conversation.holder is Holder.QUEUE


async def test_what_the_bot_was_saying_when_an_agent_came_is_not_tried_again(house: House) -> None:
    send = house.channel.send

    async def claimed_meanwhile(delivery: Delivery) -> str:
        if "handoff_queued" in delivery.payload["text"]:
            await house.store.change(ANNA, claim(SAM, house.clock()))
            raise TryAgain("a time-out")
        return await send(delivery)

    house.channel.send = claimed_meanwhile  # type: ignore[method-assign]
    await house.customer_says(ASKS)
    await house.works()
    house.clock.forward(seconds=60)
    await house.works()
    assert house.heard() == [f"bot: {ASKS}", 'bot: /agent_joined{"agent_name": "Sam"}']


async def test_buttons_that_were_never_shown_are_no_choices(house: House) -> None:
    async def overtaken(turn: Turn) -> None:
        if turn.text == "hello":
            await house.store.change(ANNA, claim(SAM, house.clock()))
            await house.store.change(ANNA, return_to_bot(SAM, house.clock()))

    def offers(turn: Turn) -> Sequence[Reply]:
        yes = (Button("Yes", "/affirm"),) if turn.text == "hello" else ()
        return [Reply(Content("Shall I?", buttons=yes))]

    house.brain.meanwhile, house.brain.says = overtaken, offers
    await house.customer_says("hello")
    await house.works()
    await house.customer_says("1")
    await house.works()
    assert house.brain.turns[-1].text == "1"
