"""Somebody whom Meta calls by one id in public and by another in private is one case, whatever comes when."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.core.conversation import Holder
from bot.core.delivery import Payload
from bot.core.entry import Kind
from bot.core.lane import LaneKind
from bot.core.turn import Turn
from bot.rules import read_rules
from channels.messenger import MessengerChannel
from channels.messenger.send import SendApi, Taken, Upload
from tests.channels.floor import Floor
from tests.channels.slack import office
from tests.channels.test_comments import ON, heard, sentences
from tests.fakes.graph import GraphCustomer
from tests.fakes.graph.events import echo, event_letter


@pytest.fixture(autouse=True)
def two_ids(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    floor.house.rules = read_rules(Path("desk.yml"))
    floor.graph.ids_differ = True
    monkeypatch.setattr(office, "_sentences", sentences)


@ON
async def test_a_comment_that_comes_again_once_it_was_answered_is_answered_once(
    floor: Floor, on: str
) -> None:
    anna = floor.graph.customer("Anna", on)
    comment = await anna.comments("Do you ship to Canada?")
    await floor.works()
    await floor.graph.redeliver()
    await floor.works()
    assert len(comment.said) == len(heard(anna)) == 1


async def test_so_is_one_of_nobody(floor: Floor) -> None:
    floor.graph.ids_differ = False
    anna = floor.graph.customer("Anna")
    comment = await anna.comments("Do you ship to Canada?", **{"from": {}})
    await floor.works()
    await floor.graph.redeliver()
    await floor.works()
    assert len(comment.said) == len(heard(anna)) == 1


async def test_while_a_person_has_it_a_further_comment_is_theirs(floor: Floor) -> None:
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    await anna.comments("it is broken")
    await floor.works()
    card = sam.cards()[-1]
    await sam.presses(card, "Claim")
    await floor.works()
    before = heard(anna)
    further = await anna.comments("nobody helps me, do you ship a new one?")
    await floor.works()
    assert not further.said
    assert heard(anna) == before
    await sam.sees(card, "nobody helps me")


async def test_what_is_done_to_a_comment_later_is_read_there(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")
    comment = await anna.comments("Do you ship to Canada?")
    await floor.works()
    await anna.edits_comment(comment, "Do you ship to Cuba?")
    await floor.works()
    deeds = [entry.content for entry in await floor.transcript(anna) if entry.kind is Kind.ASIDE]
    assert [(deed.text, deed.quote) for deed in deeds] == [("Do you ship to Cuba?", "Do you ship to Canada?")]


@ON
async def test_what_agents_write_in_either_thread_reaches_the_customer(floor: Floor, on: str) -> None:
    """A person was asked for in private and in public: one case, and two cards."""
    anna, sam = floor.graph.customer("Anna", on), floor.slack.agent("Sam")
    before = len(sam.cards())
    await floor.asks_for_a_person(anna, sam)
    await anna.comments("it came broken")
    await floor.works()
    cards = sam.cards()[before:]
    assert len(cards) == 2
    for number, card in enumerate(cards):
        await sam.replies(card, f"hello from {number}")
        await floor.works()
    assert [words for words in heard(anna) if "hello from" in words] == ["hello from 0", "hello from 1"]


async def test_who_has_claimed_the_public_part_has_the_whole(floor: Floor) -> None:
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    before = len(sam.cards())
    await floor.asks_for_a_person(anna, sam)
    floor.graph.fail("messages", 500)  # the private message has to wait, so that Sam comes first
    await anna.comments("it came broken")
    await floor.works()
    complaint = sam.cards()[before + 1]
    await sam.replies(complaint, "What happened?")
    floor.house.clock.forward(minutes=1)
    await floor.works()
    assert "What happened?" in heard(anna)
    case = await floor.house.store.case(talk_of(anna))
    assert case.conversation.holder is Holder.AGENT
    assert case.handoff
    assert case.handoff.reason == "public_complaint"


@ON
async def test_what_the_bot_asked_through_the_comment_is_known_when_it_is_answered(
    floor: Floor, on: str
) -> None:
    """Such as for the number of the order: to the brain it is one talk."""
    anna = floor.graph.customer("Anna", on)
    await anna.comments("where is my order?")
    await floor.works()
    await anna.says("FD-10432")
    await floor.works()
    await anna.comments("and where is my other order?")
    await floor.works()
    assert len({turn.conversation_id for turn in floor.house.brain.turns}) == 1
    assert len(floor.asked()) == 3


async def test_the_thread_shows_what_was_said_before_in_private(floor: Floor) -> None:
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    await anna.says("hello, my number is 42")
    await floor.works()
    await anna.comments("it came broken")
    await floor.works()
    thread = "\n".join(post.text for post in sam.cards()[-1].replies)
    for words in ("my number is 42", "it came broken"):
        assert words in thread


async def test_an_answer_that_is_under_way_then_is_not_lost(floor: Floor) -> None:
    """In private the bot is thinking, when the comment turns out to be the same person's."""
    anna = floor.graph.customer("Anna")
    await anna.says("hello")
    await floor.works()
    await anna.comments("Do you ship to Canada?")
    await work(floor, LaneKind.ANSWER)
    await anna.says("second")

    async def meanwhile(turn: Turn) -> None:
        floor.house.brain.meanwhile = None
        await work(floor, LaneKind.SEND)

    floor.house.brain.meanwhile = meanwhile
    await work(floor, LaneKind.ANSWER)
    await floor.works()
    assert len(heard(anna)) == 3
    assert "bot: second" in heard(anna)


@ON
async def test_our_own_message_that_comes_back_before_metas_answer_is_nobody_elses(
    floor: Floor, on: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = floor.graph.customer("Anna", on)
    assert isinstance(floor.office.messenger, MessengerChannel)
    plainly = SendApi.send

    async def echoed_first(
        api: SendApi,
        recipient: Mapping[str, str],
        message: Payload,
        about: Mapping[str, str],
        upload: Upload | None = None,
    ) -> Taken:
        taken = await plainly(api, recipient, message, about, upload)
        shown: dict[str, Any] = {n: v for n, v in message.items() if on == "messenger" or n != "metadata"}
        told = echo(anna.inbox, taken.message_id, shown, floor.graph.app_id)
        await floor.graph.postman.deliver(event_letter(anna.inbox.account, told))
        return taken

    monkeypatch.setattr(SendApi, "send", echoed_first)
    comment = await anna.comments("it came broken")
    await floor.works()
    case = await floor.house.store.case(talk_of(anna))
    assert case.conversation.holder is Holder.QUEUE
    assert case.handoff
    assert case.handoff.reason == "public_complaint"
    assert len(comment.said) == len(heard(anna)) == 1
    assert all(entry.delivery in ("sent", "") for entry in await floor.transcript(anna))


async def test_of_a_message_whose_confirmation_was_lost_the_echo_tells_whose_comment_it_was(
    floor: Floor,
) -> None:
    floor.graph.echoes = True
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    floor.graph.break_off("messages", acting=True)
    await anna.comments("it came broken")
    await floor.works()
    card = sam.cards()[-1]
    await sam.presses(card, "Claim")
    await floor.works()
    await anna.says("the lid is off")
    await floor.works()
    await sam.sees(card, "the lid is off")
    assert heard(anna) == ["utter_private_complaint"], "a person has it, so the bot is quiet"


async def work(floor: Floor, kind: LaneKind) -> None:
    """Only what is due of one kind."""
    steps, store = floor.office._steps(), floor.house.store
    lanes = await store.take(store.owner, 50)
    for lane in lanes:
        if lane.kind is not kind:
            await store.release(lane, floor.house.clock())
    for lane in lanes:
        if lane.kind is kind:
            await store.release(lane, await steps[kind](lane))


def talk_of(anna: GraphCustomer) -> str:
    channel = "messenger" if anna.inbox.account.object == "page" else "instagram"
    return f"{channel}:{anna.inbox.account.id}:{anna.inbox.person_id}"


async def test_a_group_that_becomes_another_chat_keeps_its_cases(floor: Floor) -> None:
    """Telegram gives a group that grows another id, and tells so at the next call to the old one."""
    group, sam = floor.telegram.group("Shoes"), floor.slack.agent("Sam")
    ben = group.customer("Ben Grown")
    await ben.sends(text="/person@frontdesk_bot")
    await floor.works()
    card = sam.cards()[-1]
    await sam.presses(card, "Claim")
    await floor.works()
    successor = group.migrate()
    await sam.replies(card, "Hello Ben")
    await floor.works()
    grown = successor.joined_by(ben)
    assert "Hello Ben" in [shown.text for shown in grown.screen()]
    await grown.sends(text="/thanks@frontdesk_bot a lot")
    await floor.works()
    await sam.sees(card, "thanks a lot")
    await sam.replies(card, "Any time")
    await floor.works()
    assert grown.screen()[-1].text == "Any time"
    assert floor.asked().count("person") == 1
    assert "thanks a lot" not in floor.asked()
