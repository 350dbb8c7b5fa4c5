"""The contract of the desk: the fake, and the desk in Slack with the fake Slack at the other end."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.case import Case, Handoff, HandoffState
from bot.core.conversation import Agent, Conversation
from bot.core.delivery import Tick
from bot.core.entry import Attachment, Author, Button, Content, Entry, Kind, State
from bot.core.errors import TryAgain, Undeliverable
from bot.core.ports import Desk
from channels.slack.desk import SlackDesk
from channels.slack.wire import SlackWire
from tests.contracts._rooms import FakeRoom, Room, SlackRoom
from tests.fakes.house import START, FakeDesk
from tests.fakes.slack import FakeSlack

ANNA = Conversation("telegram:1", "telegram", {}, "Anna Berg")
HANDOFF = Handoff(ANNA.id, HandoffState.REQUESTED, "customer_asked", START, id=7)
CASE = Case(ANNA, HANDOFF)
WORDS = re.compile(r"word\d+")
KINDS = [
    (Author.CUSTOMER, Kind.MESSAGE),
    (Author.BOT, Kind.MESSAGE),
    (Author.SYSTEM, Kind.ACTION),
    (Author.AGENT, Kind.NOTE),
    (Author.AGENT, Kind.MESSAGE),
    (Author.SYSTEM, Kind.EVENT),
]


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        yield fake


@pytest.fixture
async def slack_room(slack: FakeSlack) -> AsyncIterator[SlackRoom]:
    desk = SlackDesk(SlackWire(slack.token, slack.signing_secret, slack.agent_channel.id, slack.api_base))
    yield SlackRoom(slack, desk)
    await desk.close()


@pytest.fixture(params=["fake", "slack"])
def room(request: pytest.FixtureRequest, slack_room: SlackRoom) -> Room:
    return slack_room if request.param == "slack" else FakeRoom(FakeDesk())


async def posted(desk: Desk, case: Case = CASE) -> tuple[Case, str]:
    """The case with its card, and where that is."""
    ref = await desk.open(case)
    assert case.handoff
    return replace(case, handoff=replace(case.handoff, desk_ref=ref)), ref


def line(position: int, text: str = "", kind: int = 0) -> Entry:
    """One line of the transcript, with a word by which it is known again."""
    content, at = Content(f"word{position} {text}".strip()), START + timedelta(seconds=position)
    author, what = KINDS[kind % len(KINDS)]
    return Entry(position, ANNA.id, position, author, "Sam", what, State.SETTLED, content, at)


async def shown(desk: Desk, case: Case, entries: Sequence[Entry]) -> list[int]:
    """Show all of them, as the keeper of the desk does; the positions that were reached."""
    reached = [0]
    while left := [entry for entry in entries if (entry.position or 0) > reached[-1]]:
        reached.append(await desk.show(case, left))
        assert reached[-1] in [entry.position for entry in left]
    return reached[1:]


async def test_a_card_says_who_waits_and_has_a_place_of_its_own(room: Room) -> None:
    _, first = await posted(room.desk)
    ben = Case(replace(ANNA, id="telegram:2", customer_name="Ben"), replace(HANDOFF, id=8))
    _, second = await posted(room.desk, ben)
    assert first
    assert second not in ("", first)
    assert room.cards() == 2
    assert "Anna Berg" in room.shows(first)
    assert "Ben" in room.shows(second)


async def test_what_has_changed_is_shown_on_the_same_card(room: Room) -> None:
    case, ref = await posted(room.desk)
    assert case.handoff
    assert "Samantha" not in room.shows(ref)
    claimed = replace(case.handoff, state=HandoffState.CLAIMED, agent=Agent(room.sam, "Samantha"))
    await room.desk.update(replace(case, handoff=claimed))
    assert "Samantha" in room.shows(ref)
    assert room.cards() == 1


async def test_a_transcript_of_every_kind_is_shown_whole_and_in_order(room: Room) -> None:
    case, ref = await posted(room.desk)
    entries = [line(position, "and more " * (position % 40), kind=position) for position in range(1, 300)]
    await shown(room.desk, case, entries)
    assert WORDS.findall(room.reads(ref)) == [f"word{position}" for position in range(1, 300)]


async def test_a_long_message_is_shown_whole(room: Room) -> None:
    case, ref = await posted(room.desk)
    long = " ".join(f"word{number}" for number in range(700))
    await shown(room.desk, case, [replace(line(1), content=Content(long)), line(900)])
    found = WORDS.findall(room.reads(ref).replace("\n", ""))
    assert found == [*(f"word{number}" for number in range(700)), "word900"]


async def test_files_choices_and_no_words_at_all_are_shown_too(room: Room) -> None:
    case, _ = await posted(room.desk)
    photo = Attachment("photo", "parcel.jpg", "https://shop.example/parcel.jpg")
    contents = [Content(), Content("", attachments=(photo,)), Content("?", (Button("Yes", "/affirm"),))]
    entries = [replace(line(number), content=content) for number, content in enumerate(contents, 1)]
    assert (await shown(room.desk, case, entries))[-1] == 3


async def test_the_position_is_that_of_the_last_line_that_stands_there(room: Room) -> None:
    case, ref = await posted(room.desk)
    entries = [line(position, "x" * 900) for position in range(5, 65, 3)]
    while entries:
        reached = await room.desk.show(case, entries)
        assert WORDS.findall(room.reads(ref))[-1] == f"word{reached}"
        entries = [entry for entry in entries if (entry.position or 0) > reached]


@pytest.mark.parametrize("delivered", [True, False])
async def test_what_became_of_an_agents_words_stands_on_them(room: Room, delivered: bool) -> None:
    case, ref = await posted(room.desk)
    mine, other = room.writes(ref, "I am here"), room.writes(ref, "never mind")
    reason = "" if delivered else "The customer blocked the bot."
    await room.desk.tick(case, Tick(1, mine, delivered, reason))
    assert (room.ticks(mine), room.ticks(other)) == ([delivered], [])
    assert reason in room.reads(ref)


async def test_words_that_are_gone_have_nothing_to_show_it_on(room: Room) -> None:
    case, ref = await posted(room.desk)
    with pytest.raises(Undeliverable):
        await room.desk.tick(case, Tick(1, f"{ref}:1700000000.000001", delivered=True, reason="gone"))


async def test_who_is_told_is_told_alone(room: Room) -> None:
    case, ref = await posted(room.desk)
    await room.desk.tell(case, room.sam, "Kim has this conversation.")
    assert room.whispers(room.sam) == ["Kim has this conversation."]
    assert room.whispers(room.kim) == []
    assert room.reads(ref) == ""
    assert room.cards() == 1


async def test_agents_have_names_that_customers_may_read(room: Room) -> None:
    assert await room.desk.name_of(room.sam) == "Sam"
    assert await room.desk.name_of(room.kim) == "Kim"


# What the fake, which can be away for one of its calls only, does not show

Call = Callable[[SlackRoom, Case, str], Awaitable[object]]
CALLS: dict[str, Call] = {
    "name_of": lambda room, case, ref: room.desk.name_of(room.agent("Ida")),
    "open": lambda room, case, ref: room.desk.open(Case(ANNA, replace(HANDOFF, id=9))),
    "update": lambda room, case, ref: room.desk.update(case),
    "show": lambda room, case, ref: room.desk.show(case, [line(1)]),
    "tick": lambda room, case, ref: room.desk.tick(case, Tick(1, room.writes(ref, "hi"), delivered=True)),
    "tell": lambda room, case, ref: room.desk.tell(case, room.sam, "Kim has it."),
}
OUTAGES: Sequence[Callable[[FakeSlack], None]] = [
    lambda slack: slack.fail(status=500, times=9),
    lambda slack: slack.fail(status=503, times=9),
    lambda slack: slack.limit(times=9),
    lambda slack: slack.break_off(times=9),
    lambda slack: slack.fail(status=200, body={"ok": False, "error": "invalid_auth"}, times=9),
]


@pytest.mark.parametrize("call", CALLS)
async def test_a_desk_out_of_reach_is_tried_again(slack_room: SlackRoom, slack: FakeSlack, call: str) -> None:
    case, ref = await posted(slack_room.desk)
    for begin in OUTAGES:
        begin(slack)
        with pytest.raises(TryAgain):
            await CALLS[call](slack_room, case, ref)
        slack.behave()
        await CALLS[call](slack_room, case, ref)


@pytest.mark.parametrize("call", CALLS)
async def test_a_desk_where_nobody_listens_is_tried_again(slack_room: SlackRoom, call: str) -> None:
    case, ref = await posted(slack_room.desk)
    here = slack_room.desk
    slack_room.desk = SlackDesk(SlackWire("xoxb-1", "secret", "C0AGENTS", "http://127.0.0.1:9/api/"))
    with pytest.raises(TryAgain):
        await CALLS[call](slack_room, case, ref)
    await slack_room.desk.close()
    slack_room.desk = here
