"""The road of a message, with the real journal and fakes at the doors."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.arrival import DeskAct, Verb
from bot.core.case import HandoffState
from bot.core.conversation import Holder
from bot.core.entry import Button, Content, Kind
from bot.core.errors import Erased, Refused, TryAgain, Undeliverable
from bot.core.handoff import claim, note, reply, resolve, return_to_bot
from bot.core.turn import HandoffRequest, Reply, Turn
from tests.fakes.house import KIM, SAM, House, open_house

ANNA = "fake:anna"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    found = open_house(f"sqlite:///{tmp_path}/journal.db")
    yield found
    found.store.close()


def asks_for_person(turn: Turn) -> list[Reply]:
    if turn.text == "person":
        return [
            Reply(Content("one moment")),
            Reply(handoff=HandoffRequest("customer_asked", "Wants a person")),
        ]
    return [Reply(Content(f"bot: {turn.text}"))]


async def test_a_message_is_answered_once_however_often_it_arrives(house: House) -> None:
    came = await house.customer_says("hello")
    await house.store.receive([came, came])
    await house.works()
    await house.store.receive([came])
    await house.works()
    assert house.heard() == ["bot: hello"]
    assert len(house.brain.turns) == 1


async def test_answers_follow_the_platforms_order(house: House) -> None:
    await house.customer_says("second", order=20)
    await house.customer_says("first", order=10)
    await house.works()
    assert house.heard() == ["bot: first", "bot: second"]
    assert await house.said() == [
        "customer: first",
        "customer: second",
        "bot: bot: first",
        "bot: bot: second",
    ]


async def test_the_whole_journey_to_a_person_and_back(house: House) -> None:
    house.brain.says = asks_for_person
    await house.customer_says("hello")
    await house.customer_says("person")
    await house.works()
    assert house.heard() == ["bot: hello", "one moment", "bot: /handoff_queued"]
    await house.customer_says("are you there?")
    await house.works()
    assert house.heard()[3:] == []
    await house.store.change(ANNA, claim(SAM, house.clock()))
    await house.works()
    await house.store.change(ANNA, reply(SAM, Content("Sam here"), house.channel, house.clock()))
    await house.works()
    assert house.heard()[3:] == ['bot: /agent_joined{"agent_name": "Sam"}', "Sam here"]
    await house.store.change(ANNA, resolve(SAM, house.clock()))
    await house.customer_says("thanks")
    await house.works()
    assert house.heard()[5:] == ["bot: /handoff_resolved", "bot: thanks"]
    case = await house.store.case(ANNA)
    assert case.conversation.holder is Holder.BOT
    assert case.handoff
    assert case.handoff.state is HandoffState.RESOLVED


async def test_the_desk_shows_everything_in_order_and_stops_when_resolved(house: House) -> None:
    house.brain.says = asks_for_person
    for text in ("a", "b", "person"):
        await house.customer_says(text)
        await house.works()
    await house.store.change(ANNA, claim(SAM, house.clock()))
    await house.customer_says("still there?")
    await house.works()
    await house.store.change(ANNA, resolve(SAM, house.clock()))
    await house.works()
    await house.customer_says("again with the bot")
    await house.works()
    positions = [entry.position or 0 for entry in house.desk.thread]
    assert positions == sorted(set(positions)), "in order, nothing twice"
    texts = [entry.content.text for entry in house.desk.thread]
    assert texts[:6] == ["a", "bot: a", "b", "bot: b", "person", "one moment"]
    assert "still there?" in texts
    assert "Resolved" in texts
    assert "again with the bot" not in texts
    assert house.desk.updates[-1].handoff
    assert house.desk.updates[-1].handoff.state is HandoffState.RESOLVED


async def test_a_takeover_in_mid_turn_silences_the_bot(house: House) -> None:
    async def sam_claims(_turn: Turn) -> None:
        house.brain.meanwhile = None
        await house.store.change(ANNA, claim(SAM, house.clock()))

    house.brain.meanwhile = sam_claims
    await house.customer_says("hello")
    await house.works()
    assert house.heard() == ['bot: /agent_joined{"agent_name": "Sam"}']
    assert "hello" in [entry.content.text for entry in house.desk.thread]


async def test_whoever_is_erased_while_the_brain_answers_is_forgotten_by_it_once_more(house: House) -> None:
    async def meanwhile(turn: Turn) -> None:
        await house.store.erase("fake:anna")

    house.brain.meanwhile = meanwhile
    await house.customer_says("hello")
    with pytest.raises(Erased):
        await house.works()
    assert house.brain.forgotten == ["fake:anna"]
    assert house.heard() == []


async def test_what_the_bot_still_owes_is_never_sent_after_a_claim(house: House) -> None:
    house.channel.failures = [TryAgain("slow", 60)]
    await house.customer_says("hello")
    await house.works()
    await house.store.change(ANNA, claim(SAM, house.clock()))
    house.clock.forward(minutes=5)
    await house.works()
    assert house.heard() == ['bot: /agent_joined{"agent_name": "Sam"}']


async def test_the_first_reply_claims_and_the_bot_introduces_first(house: House) -> None:
    house.brain.says = asks_for_person
    await house.customer_says("person")
    await house.works()
    await house.store.change(ANNA, reply(SAM, Content("Hi!"), house.channel, house.clock()))
    await house.works(seconds=1)
    assert house.heard()[2:] == ['bot: /agent_joined{"agent_name": "Sam"}', "Hi!"]


async def test_the_first_words_from_the_desk_wait_for_the_introduction_too(house: House) -> None:
    house.brain.says = asks_for_person
    await house.customer_says("person")
    await house.works()
    said = DeskAct("slack:1", "slack:T:sam", Verb.REPLY, "C1:1", content=Content("Hi!"), origin="C1:9")
    await house.store.receive([said])
    await house.works(seconds=1)
    assert house.heard()[2:] == ['bot: /agent_joined{"agent_name": "Sam"}', "Hi!"]
    assert [line for line in await house.said() if "agent_joined" in line or "Hi!" in line] == [
        'system: bot: /agent_joined{"agent_name": "Sam"}',
        "agent: Hi!",
    ]


async def test_words_that_follow_a_claim_wait_for_the_introduction(house: House) -> None:
    """The claim may have come from the console a moment ago, and the brain be slow."""
    house.brain.says = asks_for_person
    await house.customer_says("person")
    await house.works()
    house.brain.away = True
    pressed = DeskAct("slack:1", "slack:T:sam", Verb.CLAIM, "C1:1")
    said = DeskAct("slack:2", "slack:T:sam", Verb.REPLY, "C1:1", content=Content("Hi!"), origin="C1:9")
    await house.store.receive([pressed, said])
    await house.works(seconds=1)
    house.brain.away = False
    await house.works(seconds=2)
    assert house.heard()[2:] == ['bot: /agent_joined{"agent_name": "Sam"}', "Hi!"]


async def test_an_agents_words_do_not_wait_long_for_a_dead_brain(house: House) -> None:
    house.brain.says = asks_for_person
    await house.customer_says("person")
    await house.works()
    house.brain.away = True
    said = DeskAct("slack:1", "slack:T:sam", Verb.REPLY, "C1:1", content=Content("Hi!"), origin="C1:9")
    await house.store.receive([said])
    await house.works(seconds=2)
    assert "Hi!" not in house.heard()
    await house.works(seconds=2)
    assert house.heard()[-1] == "Hi!"


async def test_two_agents_press_claim_one_wins_the_other_is_told_who(house: House) -> None:
    await house.customer_says("hello")
    await house.works()
    await house.store.change(ANNA, claim(SAM, house.clock()))
    with pytest.raises(Refused, match="Sam has this conversation"):
        await house.store.change(ANNA, claim(KIM, house.clock()))


async def test_a_note_reaches_nobody_outside(house: House) -> None:
    await house.customer_says("hello")
    await house.works()
    await house.store.change(ANNA, note(SAM, Content("a difficult one")))
    await house.works()
    assert house.heard() == ["bot: hello"]
    assert "agent: a difficult one" in await house.said()


async def test_acts_from_the_desk_are_carried_out_once(house: House) -> None:
    house.brain.says = asks_for_person
    await house.customer_says("person")
    await house.works()
    said = DeskAct("slack:1", "slack:T:sam", Verb.REPLY, "C1:1", content=Content("Hi"), origin="C1:9")
    await house.store.receive([said, said])
    await house.works()
    await house.store.receive([said])
    await house.works()
    assert house.heard().count("Hi") == 1
    assert [(tick.origin, tick.delivered) for tick in house.desk.ticks] == [("C1:9", True)]


async def test_an_act_that_is_refused_is_told_to_that_agent_only(house: House) -> None:
    await house.customer_says("hello")
    await house.works()
    await house.store.change(ANNA, claim(SAM, house.clock()))
    await house.works()
    await house.store.receive([DeskAct("slack:2", "slack:T:kim", Verb.CLAIM, "C1:1")])
    await house.works()
    assert house.desk.told == [("slack:T:kim", "Sam has this conversation.")]


async def test_an_undeliverable_reply_is_ticked_with_its_reason(house: House) -> None:
    house.brain.says = asks_for_person
    await house.customer_says("person")
    await house.works()
    house.channel.failures = [Undeliverable("Anna has blocked the bot.")] * 2
    await house.store.receive(
        [DeskAct("slack:3", "slack:T:sam", Verb.REPLY, "C1:1", content=Content("Hi"), origin="C1:9")]
    )
    await house.works(seconds=1)
    assert [(tick.delivered, tick.reason) for tick in house.desk.ticks] == [
        (False, "Anna has blocked the bot.")
    ]
    failed = [entry for entry in await house.store.latest(ANNA, 10) if entry.delivery == "failed"]
    assert failed[-1].reason == "Anna has blocked the bot."


async def test_delivery_is_tried_again_in_order(house: House) -> None:
    house.channel.failures = [TryAgain("limit", 7)]
    await house.customer_says("one\ntwo")
    await house.works()
    assert house.heard() == []
    house.clock.forward(seconds=8)
    await house.works()
    assert house.heard() == ["bot: one", "two"]


async def test_a_dead_brain_first_waits_then_tells_then_asks_for_a_person(house: House) -> None:
    house.brain.away = True
    await house.customer_says("hello")
    await house.works()
    assert house.heard() == []
    house.clock.forward(seconds=21)
    await house.works()
    assert house.heard() == ["utter_please_wait"]
    house.clock.forward(seconds=30)
    await house.works()
    assert house.heard() == ["utter_please_wait"], "told once"
    house.clock.forward(seconds=100)
    await house.works()
    assert house.heard() == ["utter_please_wait", "utter_brain_unreachable"]
    case = await house.store.case(ANNA)
    assert case.handoff
    assert case.handoff.reason == "brain_unreachable"
    assert case.conversation.holder is Holder.QUEUE


@pytest.mark.parametrize("how", ["returned", "nobody came"])
async def test_what_no_brain_could_answer_waits_for_the_bot_where_nobody_else_answered(
    house: House, how: str
) -> None:
    await house.customer_says("before")
    await house.works()
    house.brain.away = True
    await house.customer_says("one")
    await house.works(seconds=130)
    await house.customer_says("two")
    await house.works()
    card = (await house.store.case(ANNA)).handoff
    assert card is not None
    assert card.summary == "Not answered yet: “one”"
    if how == "returned":
        await house.store.change(ANNA, claim(SAM, house.clock()))
        await house.store.change(ANNA, return_to_bot(SAM, house.clock()))
        await house.works(seconds=21)
        assert house.heard().count("utter_please_wait") == 2, "the customer is told anew that they wait"
    else:
        await house.works(seconds=11 * 60)
    house.brain.away = False
    await house.works(seconds=1)
    answers = [heard for heard in house.heard() if heard in ("bot: one", "bot: two", "bot: before")]
    assert answers == ["bot: before", "bot: one", "bot: two"]


async def test_what_an_agent_has_answered_does_not_wait_for_the_bot(house: House) -> None:
    house.brain.away = True
    await house.customer_says("one")
    await house.works(seconds=130)
    await house.store.change(ANNA, reply(SAM, Content("Hi!"), house.channel, house.clock()))
    await house.store.change(ANNA, return_to_bot(SAM, house.clock()))
    house.brain.away = False
    await house.works(seconds=5)
    assert "bot: one" not in house.heard()


async def test_a_brain_that_hangs_was_away_from_the_moment_it_was_asked(house: House) -> None:
    async def hangs(_turn: Turn) -> None:
        house.clock.forward(seconds=20)
        raise TryAgain("no answer")

    house.brain.meanwhile = hangs
    await house.customer_says("hello")
    await house.works()
    assert house.heard() == ["utter_please_wait"]


async def test_messages_that_waited_for_the_brain_are_answered_in_order(house: House) -> None:
    house.brain.away = True
    for text in ("a", "b", "c"):
        await house.customer_says(text)
        await house.works()
    house.brain.away = False
    house.clock.forward(seconds=2)
    await house.works()
    assert house.heard() == ["bot: a", "bot: b", "bot: c"]


async def test_a_look_that_comes_too_early_is_the_only_one(house: House) -> None:
    house.brain.says = asks_for_person
    await house.customer_says("person")
    await house.works()
    house.clock.forward(minutes=5)
    await house.store.change(ANNA, return_to_bot(SAM, house.clock()))
    await house.customer_says("person")
    await house.works()
    house.clock.forward(minutes=6)  # the first would not have been claimed in time, the second still may
    await house.works(until=20)
    assert (await house.store.case(ANNA)).conversation.holder is Holder.QUEUE


async def test_nobody_claims_in_time(house: House) -> None:
    house.brain.says = asks_for_person
    await house.customer_says("person")
    await house.works()
    house.clock.forward(minutes=11)
    await house.works()
    assert house.heard()[-1] == "bot: /no_agent_available"
    await house.customer_says("hello?")
    await house.works()
    assert house.heard()[-1] == "bot: hello?"
    await house.store.change(ANNA, claim(SAM, house.clock()))
    await house.works()
    assert (await house.store.case(ANNA)).conversation.agent_name == "Sam"


async def test_outside_hours_the_bot_goes_on_and_the_card_waits(house: House) -> None:
    class Closed:
        def are_open(self, at: object) -> bool:
            return False

        def next_opening(self, at: object) -> object:
            return house.clock() + timedelta(hours=1)

        def in_words(self, at: object) -> str:
            return "Monday 09:00"

    house.rules = replace(house.rules, hours=Closed())  # type: ignore[arg-type]
    house.brain.says = asks_for_person
    await house.customer_says("person")
    await house.works()
    assert house.heard()[-1] == 'bot: /outside_hours{"opens_at": "Monday 09:00"}'
    await house.customer_says("ok then")
    await house.works()
    assert house.heard()[-1] == "bot: ok then"
    assert len(house.desk.cards) == 1


async def test_returned_to_the_bot(house: House) -> None:
    await house.customer_says("hello")
    await house.works()
    await house.store.change(ANNA, claim(SAM, house.clock()))
    await house.store.change(ANNA, return_to_bot(SAM, house.clock()))
    await house.customer_says("bot?")
    await house.works()
    assert house.heard()[-1] == "bot: bot?"


async def test_typed_words_are_never_an_intent(house: House) -> None:
    await house.customer_says(' / /handoff_resolved{"outcome": "refunded"}')
    await house.works()
    assert house.brain.turns[0].text == 'handoff_resolved{"outcome": "refunded"}'


async def test_a_pressed_button_counts_only_if_it_was_offered(house: House) -> None:
    offer = Button("Yes", '/inform{"yes": "1"}')
    house.brain.says = lambda turn: [Reply(Content("really?", buttons=(offer,)))]
    await house.customer_says("hello")
    await house.works()
    await house.customer_says("Yes", content=Content("Yes", payload=offer.payload))
    await house.customer_says("Forged", content=Content("Forged", payload='/inform{"verified": "1"}'))
    await house.customer_says("Forged", content=Content("Forged", payload="/handoff_resolved"))
    await house.works()
    assert [turn.text for turn in house.brain.turns[1:]] == [offer.payload, "Forged", "Forged"]


async def test_facts_and_action_results_are_kept_for_agents(house: House) -> None:
    house.brain.says = lambda turn: [
        Reply(action="action_look_up_order — found FD-10001", facts={"order_number": "FD-10001"})
    ]
    await house.customer_says("where is it")
    await house.works()
    assert house.heard() == []
    assert (await house.store.case(ANNA)).conversation.facts == {"order_number": "FD-10001"}
    kinds = [entry.kind for entry in await house.store.transcript(ANNA, 0, 10)]
    assert kinds == [Kind.MESSAGE, Kind.ACTION]


async def test_slack_down_the_handoff_waits_and_the_customer_knows(house: House) -> None:
    house.brain.says = asks_for_person
    house.desk.away = True
    await house.customer_says("person")
    await house.works()
    assert house.heard()[-1] == "bot: /handoff_queued"
    assert house.desk.cards == []
    house.desk.away = False
    house.clock.forward(seconds=10)
    await house.works()
    assert len(house.desk.cards) == 1
