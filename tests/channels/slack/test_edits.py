"""An agent who edits or deletes a message is told that the customer does not see it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from channels.slack import sentences
from channels.slack.wire import SlackWire
from tests.channels.slack.front import Front, called, said
from tests.channels.slack.office import Office
from tests.fakes.house import open_house
from tests.fakes.slack import Agent, FakeSlack, Post


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        yield fake


@pytest.fixture
async def office(slack: FakeSlack, tmp_path: Path) -> AsyncIterator[Office]:
    wire = SlackWire(slack.token, slack.signing_secret, slack.agent_channel.id, slack.api_base)
    house = open_house(f"sqlite:///{tmp_path}/journal.db")
    found = Office(house, slack, wire)
    found.open()
    yield found
    house.store.close()
    await wire.close()


@pytest.fixture
def sam(slack: FakeSlack) -> Agent:
    return slack.agent("Sam")


@pytest.fixture
async def card(office: Office, sam: Agent) -> Post:
    await office.house.customer_says("person")
    await office.works()
    return sam.cards()[-1]


async def test_who_edits_a_reply_is_told_that_the_customer_reads_the_first_words(
    office: Office, sam: Agent, slack: FakeSlack, card: Post
) -> None:
    kim = slack.agent("Kim")
    reply = await sam.replies(card, "Monday")
    await office.works()
    heard = office.house.heard()
    await sam.edits(reply, "Friday")
    await office.works()
    assert sam.whispers() == [
        "The customer still reads what you first wrote: edits do not reach them. "
        "Write a new message to correct it."
    ]
    assert sam.place.whispers[-1][1]["thread_ts"] == card.ts
    assert (kim.whispers(), office.house.heard()) == ([], heard)


async def test_who_deletes_a_reply_is_told_so_too(office: Office, sam: Agent, card: Post) -> None:
    reply = await sam.replies(card, "Monday")
    await office.works()
    await sam.deletes(reply)
    assert sam.whispers() == [sentences.EDITED]


async def test_who_makes_a_note_look_like_a_reply_is_told_that_it_is_none(
    office: Office, sam: Agent, card: Post
) -> None:
    note = await sam.replies(card, "// she called twice")
    await office.works()
    await sam.edits(note, "// she called three times")
    assert sam.whispers() == []
    await sam.edits(note, "you called twice")
    assert sam.whispers() == [sentences.EDITED_NOTE]


async def test_who_makes_a_reply_look_like_a_note_is_told_that_it_was_none(
    office: Office, sam: Agent, card: Post
) -> None:
    reply = await sam.replies(card, "she called twice")
    await sam.edits(reply, "// she called twice")
    assert sam.whispers() == [sentences.EDITED]


async def test_nobody_is_told_of_a_note_that_is_gone_or_of_a_preview(
    office: Office, sam: Agent, card: Post
) -> None:
    note = await sam.replies(card, "// she called twice")
    await sam.deletes(note)
    reply = await sam.replies(card, "see https://shop.example")
    await sam.edits(reply, "see https://shop.example")
    assert sam.whispers() == []


async def test_nobody_is_told_of_chat_beside_the_cards(office: Office, sam: Agent, card: Post) -> None:
    lunch = await sam.says("", "lunch?")
    await sam.edits(lunch, "supper?")
    answer = await sam.says(lunch.ts, "yes")
    await sam.edits(answer, "no")
    await sam.deletes(answer)
    assert sam.whispers() == []


async def test_our_own_edits_are_nobodys(office: Office, sam: Agent, slack: FakeSlack, card: Post) -> None:
    await sam.presses(card, "Claim")
    await office.works()
    assert slack.called("chat.update")
    assert slack.called("chat.postEphemeral") == []


@pytest.mark.parametrize("method", ["conversations.replies", "chat.postEphemeral"])
@pytest.mark.parametrize("error", ["internal_error", "thread_not_found"])
async def test_slack_has_its_answer_even_where_nobody_can_be_told(
    office: Office, sam: Agent, slack: FakeSlack, card: Post, method: str, error: str
) -> None:
    reply = await sam.replies(card, "Monday")
    await office.works()
    slack.fail(method, 200, {"ok": False, "error": error})
    await sam.edits(reply, "Friday")
    assert sam.whispers() == []
    assert slack.postman.posted[-1].status == 200


@pytest.mark.parametrize("inner", [None, "text", {"user": ["U1"]}, {"user": "U1", "thread_ts": 5}, {}])
@pytest.mark.parametrize("subtype", ["message_changed", "message_deleted", ["message_changed"]])
def test_an_edit_of_a_strange_shape_is_kept_and_told_to_nobody(subtype: Any, inner: Any) -> None:
    front = Front()
    event = said("", "C0DESK", subtype=subtype, hidden=True, message=inner, previous_message=inner)
    assert front.event(called(event)).status_code == 200
    assert len(front.records) == 1
