"""The desk in Slack: agents see who waits and everything that was said, and what they write arrives."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.case import Case, Handoff, HandoffState
from bot.core.conversation import Conversation
from bot.core.delivery import Tick
from bot.core.entry import Content, Kind
from bot.core.errors import Trouble, TryAgain, Undeliverable
from channels.slack import card, sentences
from channels.slack import wire as wire_module
from channels.slack.desk import SlackDesk
from channels.slack.names import NAMES_KEPT
from channels.slack.wire import SlackWire
from tests.channels.slack.office import Office
from tests.fakes.house import START, open_house
from tests.fakes.slack import Agent, FakeSlack, Post
from tests.fakes.slack.blocks import check_blocks

ANNA = "fake:anna"


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        yield fake


@pytest.fixture
async def wire(slack: FakeSlack) -> AsyncIterator[SlackWire]:
    wire = SlackWire(slack.token, slack.signing_secret, slack.agent_channel.id, slack.api_base)
    yield wire
    await wire.close()


@pytest.fixture
async def office(slack: FakeSlack, wire: SlackWire, tmp_path: Path) -> AsyncIterator[Office]:
    house = open_house(f"sqlite:///{tmp_path}/journal.db")
    found = Office(house, slack, wire)
    found.open()
    yield found
    house.store.close()


@pytest.fixture
def sam(slack: FakeSlack) -> Agent:
    return slack.agent("Sam")


async def asked(office: Office, sam: Agent, words: str = "hello") -> Post:
    """Anna talks with the bot and asks for a person; the card."""
    await office.house.customer_says(words)
    await office.works()
    await office.house.customer_says("person")
    await office.works()
    return sam.cards()[-1]


def case(office_channel: str, ts: str = "", **facts: object) -> Case:
    conversation = Conversation(ANNA, "telegram", {}, "Anna", facts=dict(facts))
    ref = f"{office_channel}:{ts}" if ts else ""
    return Case(
        conversation, Handoff(ANNA, HandoffState.REQUESTED, "customer_asked", START, id=7, desk_ref=ref)
    )


def in_doubt(found: Case) -> Case:
    """The same when a post was begun, and whoever began it is gone."""
    return replace(found, handoff=found.handoff and replace(found.handoff, posting=True))


# The journey


async def test_the_card_says_who_waits_and_why_and_what_is_known(office: Office, sam: Agent) -> None:
    card = await asked(office, sam)
    for words in ("Anna", "on Fake", "the customer asked for a person", "Wants to talk about a bill", "high"):
        assert words in card.text
    assert "Anna Berg · order FD10432 (shipped) · verified by name and postcode, with a code" in card.text
    assert "Waiting for an agent" in card.text
    assert "Begin with // for a note that stays here." in card.text
    assert card.titles == ["Claim", "Return to bot", "Resolve"]


async def test_the_thread_has_the_whole_transcript_in_order(office: Office, sam: Agent) -> None:
    card = await asked(office, sam)
    told = "\n".join(office.thread(card))
    said = ["hello", "bot: hello", "person", "Order FD10432: shipped", "one moment", "A person was asked for"]
    assert sorted(said, key=told.index) == said
    assert told.index("Anna") < told.index("hello") < told.index("Bot")


async def test_claim_reply_and_resolve(office: Office, sam: Agent) -> None:
    card = await asked(office, sam)
    await sam.presses(card, "Claim")
    await office.works()
    assert "Sam has it; the customer waits since" in card.text
    assert card.titles == ["Return to bot", "Resolve", "Release", "Take over"]
    written = await sam.replies(card, "Hello, I am Sam & I help")
    await office.works()
    assert office.house.heard()[-1] == "Hello, I am Sam & I help"
    assert written.reactions == ["white_check_mark"]
    await office.house.customer_says("thank you")
    await office.works()
    assert "thank you" in office.thread(card)[-1]
    await sam.presses(card, "Resolve")
    await office.works()
    assert "Resolved by Sam" in card.text
    assert card.titles == []
    await office.house.customer_says("bye")
    await office.works()
    assert office.house.heard()[-1] == "bot: bye"


async def test_the_card_says_whose_turn_it_is(office: Office, sam: Agent) -> None:
    card = await asked(office, sam)
    await sam.replies(card, "Hello, what is it about?")
    await office.works()
    assert "🟢 Sam has it, and has answered; the customer's turn since" in card.text
    await office.house.customer_says("my bill")
    await office.works()
    assert "🔴 Sam has it; the customer waits since" in card.text
    await sam.replies(card, "// let me look")
    await office.works()
    assert "🔴 Sam has it; the customer waits since" in card.text, "a note is no answer"
    await sam.replies(card, "I see it")
    await office.works()
    assert "🟢 Sam has it, and has answered" in card.text


async def test_a_colleague_takes_over(office: Office, sam: Agent, slack: FakeSlack) -> None:
    kim, card = slack.agent("Kim"), await asked(office, sam)
    await sam.replies(card, "Hello")
    await office.works()
    await kim.presses(card, "Take over")
    await office.works()
    assert "🔴 Kim has it; the customer waits since" in card.text
    assert "Taken over from Sam · Kim" in "\n".join(office.thread(card))
    assert office.house.heard()[-1].startswith("bot: /agent_joined")
    await kim.replies(card, "Kim here now")
    await sam.replies(card, "And Sam too")
    await office.works()
    assert office.house.heard()[-1] == "Kim here now"
    assert sam.whispers() == ["Kim has this conversation."]


async def test_who_releases_it_puts_it_back_into_the_queue(
    office: Office, sam: Agent, slack: FakeSlack
) -> None:
    kim, card = slack.agent("Kim"), await asked(office, sam)
    await sam.replies(card, "Hello")
    await office.works()
    await kim.presses(card, "Release")
    await office.works()
    assert kim.whispers() == ["Sam has this conversation."]
    await sam.presses(card, "Release")
    await office.works()
    assert "🟡 Waiting for an agent" in card.text
    assert card.titles == ["Claim", "Return to bot", "Resolve"]
    await office.house.customer_says("still there?")
    await office.works()
    assert office.house.heard()[-1] != "bot: still there?", "it waits for a person"
    await kim.presses(card, "Claim")
    await office.works()
    assert "Kim has it" in card.text
    case = await office.house.store.case(ANNA)
    assert case.handoff
    office.house.clock.forward(minutes=11)
    await office.works()
    assert "Kim has it" in card.text


async def test_released_and_nobody_comes(office: Office, sam: Agent) -> None:
    card = await asked(office, sam)
    await sam.presses(card, "Claim")
    await office.works()
    await sam.presses(card, "Release")
    await office.works()
    handoff = (await office.house.store.case(ANNA)).handoff
    assert handoff
    assert handoff.expires_at
    office.house.clock.now = handoff.expires_at + timedelta(seconds=1)
    await office.works()
    assert "Nobody claimed it in time" in card.text


async def test_the_first_reply_claims_and_does_not_stand_in_the_thread_twice(
    office: Office, sam: Agent
) -> None:
    card = await asked(office, sam)
    await sam.replies(card, "I am here")
    await office.works()
    assert "Sam has it" in card.text
    assert [text for text in office.thread(card) if "I am here" in text] == ["I am here"]


async def test_a_note_stays_inside(office: Office, sam: Agent) -> None:
    card = await asked(office, sam)
    heard = office.house.heard()
    note = await sam.replies(card, "// she called twice today")
    await office.works()
    await sam.edits(note, "she called twice today")
    await office.works()
    assert office.house.heard() == heard
    transcript = await office.house.store.transcript(ANNA, 0, 100)
    assert [entry.content.text for entry in transcript if entry.kind is Kind.NOTE] == [
        "she called twice today"
    ]
    assert "Waiting for an agent" in card.text


async def test_an_agents_file_is_refused_with_a_word_to_the_agent(office: Office, sam: Agent) -> None:
    card = await asked(office, sam)
    heard = office.house.heard()
    await sam.shares_file(card)
    await office.works()
    assert office.house.heard() == heard
    assert len(sam.whispers()) == 1


async def test_return_to_the_bot(office: Office, sam: Agent) -> None:
    card = await asked(office, sam)
    await sam.presses(card, "Return to bot")
    await office.works()
    assert "Returned to the bot by Sam" in card.text


async def test_nobody_came_in_time_and_it_can_still_be_claimed(office: Office, sam: Agent) -> None:
    card = await asked(office, sam)
    office.house.clock.forward(minutes=11)
    await office.works()
    assert "Nobody claimed it in time" in card.text
    assert card.titles == ["Claim"]
    await sam.presses(card, "Claim")
    await office.works()
    assert "Sam has it" in card.text


async def test_who_comes_second_is_told_so_and_nobody_else_is(
    office: Office, sam: Agent, slack: FakeSlack
) -> None:
    kim = slack.agent("Kim")
    card = await asked(office, sam)
    before = [dict(block) for block in card.message["blocks"]]
    await sam.presses(card, "Claim")
    await office.works()
    await kim.replies(card, "I take it")
    await office.works()
    assert kim.whispers() == ["Sam has this conversation."]
    assert sam.whispers() == []
    assert "I take it" not in office.house.heard()
    assert before != card.message["blocks"]


async def test_a_message_that_never_arrives_says_why(office: Office, sam: Agent) -> None:
    card = await asked(office, sam)
    office.house.channel.failures = [Undeliverable("The customer blocked the bot.")] * 9
    written = await sam.replies(card, "hello?")
    await office.works()
    assert written.reactions == ["warning"]
    assert office.thread(card)[-1] == "Not delivered: The customer blocked the bot."


async def test_a_tick_that_is_there_already_is_fine(
    office: Office, sam: Agent, slack: FakeSlack, wire: SlackWire
) -> None:
    post = await sam.says("", "hello")
    tick = Tick(1, f"{slack.agent_channel.id}:1.000001:{post.ts}", delivered=True)
    desk = SlackDesk(wire)
    await desk.tick(case(slack.agent_channel.id), tick)
    await desk.tick(case(slack.agent_channel.id), tick)
    assert post.reactions == ["white_check_mark"]


async def test_a_tick_on_a_message_that_is_gone_is_undeliverable(slack: FakeSlack, wire: SlackWire) -> None:
    tick = Tick(1, f"{slack.agent_channel.id}:1.000001:1700000000.000001", delivered=True)
    with pytest.raises(Undeliverable):
        await SlackDesk(wire).tick(case(slack.agent_channel.id), tick)


async def test_a_second_handoff_gets_a_card_of_its_own_with_all_that_was_said(
    office: Office, sam: Agent
) -> None:
    first = await asked(office, sam)
    await sam.replies(first, "told in the first thread")
    await office.works()
    await sam.presses(first, "Resolve")
    await office.works()
    second = await asked(office, sam, "again")
    assert second.ts != first.ts
    assert any("told in the first thread" in text for text in office.thread(second))


async def test_a_thousand_messages_arrive_complete_and_in_order(
    office: Office, sam: Agent, slack: FakeSlack
) -> None:
    card = await asked(office, sam)
    await sam.presses(card, "Claim")
    await office.works()
    came = await office.house.customer_says("message 0;")
    more = [
        replace(came, key=f"fake:more{n}", order=came.order + n, content=Content(f"message {n};"))
        for n in range(1, 1000)
    ]
    await office.house.store.receive(more)
    await office.works()
    lines = [line for text in office.thread(card) for line in text.split("\n") if line.startswith("message ")]
    assert lines == [f"message {number};" for number in range(1000)]
    assert slack.refused == []


async def test_when_slack_finds_a_message_too_long_it_is_made_smaller(
    office: Office, sam: Agent, slack: FakeSlack
) -> None:
    office.house.brain.says = lambda turn: []
    for number in range(30):
        await office.house.customer_says(f"message {number};" + "x" * 300)
    await office.works()
    too_long = {"ok": False, "error": "msg_blocks_too_long"}
    slack.fail("chat.postMessage", 200, too_long, times=2)
    wire_case = case(slack.agent_channel.id, (await sam.says("", "card")).ts)
    entries = await office.house.store.transcript(ANNA, 0, 100)
    shown = await SlackDesk(office.wire).show(wire_case, entries)
    assert 0 < shown < len(entries)
    slack.fail("chat.postMessage", 200, too_long, times=3)
    shown_later = await SlackDesk(office.wire).show(wire_case, entries[shown:])
    assert shown < shown_later < len(entries)
    assert list(slack.agent_channel.messages.values())[-1]["text"] == sentences.NOT_SHOWN


# After a crash between Slack's answer and our note of it


async def test_a_card_that_is_there_is_not_posted_again(
    office: Office, sam: Agent, slack: FakeSlack, wire: SlackWire
) -> None:
    card = await asked(office, sam)
    found = await office.house.store.case(ANNA)
    assert found.handoff
    forgotten = replace(found, handoff=replace(found.handoff, desk_ref="", posting=True))
    assert await SlackDesk(wire).open(forgotten) == found.handoff.desk_ref
    assert [shown.ts for shown in sam.cards()] == [card.ts]
    later = replace(found.handoff, desk_ref="", posting=True, requested_at=START + timedelta(days=1))
    assert await SlackDesk(wire).open(replace(forgotten, handoff=later)) != found.handoff.desk_ref


async def test_lines_that_are_there_are_not_posted_again(office: Office, sam: Agent, wire: SlackWire) -> None:
    card = await asked(office, sam)
    before = office.thread(card)
    found, entries = await office.house.store.case(ANNA), await office.house.store.transcript(ANNA, 0, 100)
    assert await SlackDesk(wire).show(in_doubt(found), entries) == entries[-1].position
    assert office.thread(card) == before
    await office.house.customer_says("still there?")
    await office.works()
    assert len(office.thread(card)) == len(before) + 1


async def test_lines_whose_call_broke_off_are_looked_for_first(
    office: Office, sam: Agent, slack: FakeSlack
) -> None:
    card = await asked(office, sam)
    slack.break_off("chat.postMessage", acting=True)
    await office.house.customer_says("are you there?")
    await office.works()
    office.house.clock.forward(seconds=10)
    await office.works()
    assert sum("are you there?" in text for text in office.thread(card)) == 1


async def test_a_card_whose_call_broke_off_is_looked_for_until_slack_shows_it(
    office: Office, sam: Agent, slack: FakeSlack
) -> None:
    slack.break_off("chat.postMessage", acting=True)
    await office.house.customer_says("person")
    await office.works()
    slack.fail("conversations.history", 503)
    for _ in range(3):
        office.house.clock.forward(seconds=10)
        await office.works()
    assert len(sam.cards()) == 1
    found = await office.house.store.case(ANNA)
    assert found.handoff
    assert found.handoff.desk_ref.endswith(sam.cards()[0].ts)
    assert slack.called("chat.update") == []


async def test_lines_whose_call_broke_off_are_looked_for_until_slack_shows_them(
    office: Office, sam: Agent, slack: FakeSlack
) -> None:
    card = await asked(office, sam)
    slack.break_off("chat.postMessage", acting=True)
    slack.fail("conversations.replies", 503, times=2)
    await office.house.customer_says("are you there?")
    for _ in range(4):
        await office.works()
        office.house.clock.forward(seconds=10)
    assert sum("are you there?" in text for text in office.thread(card)) == 1
    await office.house.customer_says("hello?")
    await office.works()
    assert "hello?" in office.thread(card)[-1]


async def test_why_a_message_failed_is_told_once_though_slacks_answer_was_lost(
    office: Office, sam: Agent, slack: FakeSlack
) -> None:
    card = await asked(office, sam)
    await sam.presses(card, "Claim")
    await office.works()
    office.house.channel.failures = [Undeliverable("The customer blocked the bot.")] * 9
    slack.break_off("chat.postMessage", acting=True)
    await sam.replies(card, "hello?")
    await office.works()
    office.house.clock.forward(seconds=10)
    await office.works()
    assert office.thread(card).count("Not delivered: The customer blocked the bot.") == 1


async def test_why_a_message_failed_is_told_though_the_first_call_came_to_nothing(
    office: Office, sam: Agent, slack: FakeSlack
) -> None:
    card = await asked(office, sam)
    await sam.presses(card, "Claim")
    await office.works()
    office.house.channel.failures = [Undeliverable("The customer blocked the bot.")] * 9
    slack.break_off("chat.postMessage")
    await sam.replies(card, "hello?")
    await office.works()
    office.house.clock.forward(seconds=10)
    await office.works()
    assert office.thread(card).count("Not delivered: The customer blocked the bot.") == 1


@pytest.mark.parametrize("work", ["open", "update", "show", "tick", "tell", "name_of"])
async def test_whatever_the_desk_does_is_over_in_time(
    office: Office, sam: Agent, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    card = await asked(office, sam)
    found, entries = await office.house.store.case(ANNA), await office.house.store.transcript(ANNA, 0, 100)
    desk, tick = SlackDesk(office.wire), Tick(1, f"{slack.agent_channel.id}:{card.ts}:{card.ts}", False)
    monkeypatch.setattr(wire_module, "LONGEST", 0.3)
    if work in ("open", "tick"):
        slack.dawdle(seconds=0.2)
    hang = slack.hang(times=9)
    works: dict[str, Callable[[], Awaitable[Any]]] = {
        "open": lambda: desk.open(in_doubt(case(slack.agent_channel.id))),
        "update": lambda: desk.update(found),
        "show": lambda: desk.show(found, entries),
        "tick": lambda: desk.tick(found, tick),
        "tell": lambda: desk.tell(found, "slack:T0HOME:U1", "No."),
        "name_of": lambda: desk.name_of("slack:T0HOME:U1"),
    }
    began = time.monotonic()
    with pytest.raises(TryAgain, match="does not answer"):
        await works[work]()
    assert time.monotonic() - began < 1
    hang.release()


async def test_what_we_know_may_have_arrived_is_not_posted_again_however_long_slack_is_silent(
    slack: FakeSlack, sam: Agent, wire: SlackWire
) -> None:
    desk, wanted = SlackDesk(wire), case(slack.agent_channel.id)
    slack.break_off("chat.postMessage", acting=True)
    with pytest.raises(TryAgain):
        await desk.open(wanted)
    slack.limit("conversations.history", times=5)
    for _ in range(5):
        with pytest.raises(TryAgain):
            await desk.open(in_doubt(wanted))
    assert await desk.open(in_doubt(wanted)) == f"{slack.agent_channel.id}:{sam.cards()[0].ts}"
    assert len(sam.cards()) == 1


async def test_where_slack_does_not_let_us_look_a_card_is_posted_all_the_same(
    slack: FakeSlack, sam: Agent, wire: SlackWire
) -> None:
    slack.fail("conversations.history", 200, {"ok": False, "error": "missing_scope"})
    await SlackDesk(wire).open(in_doubt(case(slack.agent_channel.id)))
    assert len(sam.cards()) == 1


async def test_nobody_looks_where_nothing_was_begun(office: Office, sam: Agent, slack: FakeSlack) -> None:
    await asked(office, sam)
    await office.house.customer_says("are you there?")
    await office.works()
    assert slack.called("conversations.history") == slack.called("conversations.replies") == []


# What must not happen


async def test_our_own_cards_and_transcripts_are_never_taken_for_an_agents_words(
    office: Office, sam: Agent, slack: FakeSlack
) -> None:
    card = await asked(office, sam)
    heard = office.house.heard()
    for letter in [posted.letter for posted in slack.postman.posted]:
        body = json.loads(letter.body)
        for mark in ("bot_id", "app_id", "bot_profile"):
            body["event"].pop(mark, None)
        await slack.postman.deliver(replace(letter, body=json.dumps(body).encode()))
    await office.works()
    assert office.house.heard() == heard
    assert len(sam.cards()) == 1
    assert "Waiting for an agent" in card.text


@pytest.mark.parametrize(
    "name", ["<!channel>", "@everyone", "<@U123>", "*bold* <!here|here>", "&lt;!channel&gt;"]
)
async def test_a_customers_name_and_words_call_nobody(
    office: Office, sam: Agent, slack: FakeSlack, name: str
) -> None:
    await office.house.customer_says(name, customer_name=name)
    await office.house.customer_says("person", customer_name=name)
    await office.works()
    card = sam.cards()[-1]
    assert name in card.text.replace("\n", "") or "&" in name
    for call in slack.called("chat.postMessage"):
        sent = json.dumps(call.params)
        assert not any(mark in sent for mark in ("<!", "<@", "mrkdwn"))
        assert (call.params["parse"], call.params["link_names"]) == ("none", False)


async def test_chat_beside_the_threads_and_in_strange_threads_reaches_nobody(
    office: Office, sam: Agent
) -> None:
    await asked(office, sam)
    heard = office.house.heard()
    lunch = await sam.says("", "lunch?")
    await sam.says(lunch.ts, "yes")
    await office.works()
    assert office.house.heard() == heard


async def test_an_agent_in_another_workspace_with_the_same_ids_is_another_agent(
    office: Office, sam: Agent
) -> None:
    card = await asked(office, sam)
    await sam.presses(card, "Claim")
    await office.works()
    transcript = await office.house.store.case(ANNA)
    assert transcript.handoff is not None
    assert transcript.handoff.agent is not None
    assert transcript.handoff.agent.id == f"slack:T0HOME:{sam.person.id}"


# A customer who is in Slack herself


async def test_a_customer_in_slack_is_named_by_slack(office: Office, sam: Agent, slack: FakeSlack) -> None:
    anna = slack.customer("Anna Berg")
    await anna.says("hello")
    await office.works()
    await anna.hears("bot: hello")
    await anna.says("person")
    await office.works()
    card = await sam.sees_card("on Slack")
    assert "Anna Berg" in card.text
    await sam.replies(card, "Hello Anna")
    await office.works()
    await anna.hears("Hello Anna")


async def test_a_customer_goes_on_in_the_thread_that_she_began_by_calling_the_bot(
    office: Office, slack: FakeSlack
) -> None:
    place = slack.channel("shop")
    anna = await slack.customer("Anna").mentions_bot(place, "hello")
    await office.works()
    await anna.hears("bot: hello")
    await anna.says("where is it?")
    await office.works()
    await anna.hears("bot: where is it?")


async def test_a_thread_in_which_nobody_called_the_bot_is_left_alone(
    office: Office, slack: FakeSlack
) -> None:
    place = slack.channel("shop")
    anna, ben = slack.customer("Anna"), slack.customer("Ben")
    first = await anna.member.writes(place, "lunch?")
    reply = await ben.member.writes(place, "yes", first.ts)
    await office.works()
    assert [post.ts for post in first.replies] == [reply.ts]


# Faults


async def test_a_card_is_posted_when_slack_is_there_again(
    office: Office, sam: Agent, slack: FakeSlack
) -> None:
    slack.fail("chat.postMessage", 503, times=99)
    await office.house.customer_says("person")
    await office.works()
    assert sam.cards() == []
    slack.behave()
    office.house.clock.forward(seconds=5)
    await office.works()
    assert len(sam.cards()) == 1


@pytest.mark.parametrize("code", ["is_archived", "not_in_channel", "channel_not_found", "missing_scope"])
async def test_what_an_operator_can_mend_is_tried_again(slack: FakeSlack, wire: SlackWire, code: str) -> None:
    slack.fail("chat.postMessage", 200, {"ok": False, "error": code})
    with pytest.raises(TryAgain) as caught:
        await SlackDesk(wire).open(case(slack.agent_channel.id))
    assert caught.value.trouble is Trouble.UNMENDED


async def test_a_card_that_somebody_deleted_stays_deleted(
    office: Office, sam: Agent, slack: FakeSlack
) -> None:
    card = await asked(office, sam)
    del card.place.messages[card.ts]
    await office.house.customer_says("are you there?")
    await office.house.store.receive([])
    await office.works()
    assert sam.cards() == []
    await SlackDesk(office.wire).update(case(slack.agent_channel.id, card.ts))


async def test_an_agent_who_left_the_channel_is_not_told_and_nothing_breaks(
    slack: FakeSlack, wire: SlackWire
) -> None:
    stranger = slack.home.person("Stranger")
    await SlackDesk(wire).tell(case(slack.agent_channel.id), f"slack:T0HOME:{stranger.id}", "No.")
    assert slack.agent_channel.whispers == []


async def test_names_are_asked_once_and_not_kept_for_ever(slack: FakeSlack, wire: SlackWire) -> None:
    sam, desk = slack.agent("Sam Porter"), SlackDesk(wire)
    for _ in range(3):
        assert await desk.name_of(f"slack:T0HOME:{sam.person.id}") == "Sam Porter"
    assert len(slack.called("users.info")) == 1
    people = [slack.home.person(f"P{number}") for number in range(NAMES_KEPT)]
    for person in people:
        await desk.name_of(f"slack:T0HOME:{person.id}")
    await desk.name_of(f"slack:T0HOME:{sam.person.id}")
    assert len(slack.called("users.info")) == NAMES_KEPT + 2


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ({"first_name": "Sam", "display_name": "sam (away)", "real_name": "Sam Porter"}, "Sam"),
        ({"display_name": "Sammy", "real_name": "Sam Porter"}, "Sammy"),
        ({"display_name": "", "real_name": "Sam Porter"}, "Sam"),
        ({}, sentences.A_COLLEAGUE),
    ],
)
async def test_a_customer_reads_an_agents_first_name(
    slack: FakeSlack, wire: SlackWire, profile: dict[str, str], name: str
) -> None:
    slack.fail("users.info", 200, {"ok": True, "user": {"id": "U1", "profile": profile}})
    assert await SlackDesk(wire).name_of("slack:T0HOME:U1") == name


async def test_an_agent_whom_slack_does_not_know_is_a_colleague(wire: SlackWire) -> None:
    assert await SlackDesk(wire).name_of("slack:T0HOME:U404") == sentences.A_COLLEAGUE


# The card, in every state


@pytest.mark.parametrize("state", list(HandoffState))
def test_every_state_has_its_words_and_a_card_within_limits(state: HandoffState) -> None:
    of_change = {f"change_{name}": "c" * 9000 for name in ("kind", "things", "address")}
    found = case(
        "C1", name="n" * 9000, order_number="<!here>", sentiment=-0.9, language="German", **of_change
    )
    assert found.handoff is not None
    handoff = replace(found.handoff, state=state, summary="s" * 9000, reason="a_new_reason", team="billing")
    drawn = card.card(replace(found, handoff=handoff), "Anna" * 900)
    check_blocks(drawn)
    words = json.dumps(drawn)
    assert "a new reason" in words
    assert "very unhappy" in words
    assert "writes in German" in words
    assert sentences.CUT.strip("… ") in words
    assert len(words) < 6000


async def test_many_desks_posting_at_once_share_one_connection_pool(
    slack: FakeSlack, wire: SlackWire
) -> None:
    desk = SlackDesk(wire)
    refs = await asyncio.gather(*(desk.open(case(slack.agent_channel.id)) for _ in range(8)))
    assert len(set(refs)) == 8
