"""Whoever asks about an order where others read along goes on in private, by a link that carries the case."""

import asyncio
import json
import re
from collections.abc import Sequence
from typing import Any

import pytest

from bot.core.conversation import Conversation, Holder
from bot.core.entry import Button, Content
from bot.core.handoff import claim, request
from bot.core.turn import HandoffRequest, Reply, Turn
from channels.slack.customer import SlackCustomerChannel
from channels.slack.wire import SlackWire
from channels.telegram import TelegramChannel
from tests.channels.floor import Floor
from tests.channels.slack.office import answers
from tests.fakes.customer import Customer, Shown
from tests.fakes.house import SAM
from tests.fakes.slack import FakeSlack, SlackCustomer
from tests.fakes.slack.events import action_letter
from tests.fakes.telegram import FakeTelegram, TelegramCustomer
from tests.fakes.telegram.group import Group

TITLE = "Continue in private"
QUESTION = "/track_order where is it?"
ASKED = "track_order where is it?"
CAME = "came from a group or channel, where they had asked:"


@pytest.fixture(autouse=True)
def discreet(floor: Floor) -> None:
    """A bot that says nothing about orders where others read along."""

    def says(turn: Turn) -> Sequence[Reply]:
        way = turn.metadata["private_way"]
        if not turn.metadata["public"] or "order" not in turn.text:
            return answers(turn)
        return [Reply(Content("not here", (Button(TITLE, url=way),) if way else ()))]

    floor.house.brain.says = says


def turns(floor: Floor, customer: Customer) -> list[str]:
    """What was put to the brain in somebody's private conversation."""
    return [turn.text for turn in floor.house.brain.turns if turn.conversation_id == talk_of(customer)]


def talk_of(customer: Customer) -> str:
    if isinstance(customer, TelegramCustomer):
        return f"telegram:{customer.user['id']}"
    assert isinstance(customer, SlackCustomer)
    return f"slack:{customer.workspace.team_id}:{customer.person.id}"


async def asks_in_group(floor: Floor, name: str = "Anna", group: Group | None = None) -> TelegramCustomer:
    """Somebody in a group, who was refused."""
    anna = (group or floor.telegram.group("Neighbours")).customer(name)
    await anna.says(QUESTION)
    await floor.works()
    return anna


async def asks_in_channel(floor: Floor, name: str = "Dana") -> SlackCustomer:
    """Somebody in a thread, who was refused."""
    place = floor.slack.channel("random")
    dana = await floor.slack.customer(name).mentions_bot(place, "where is my order?")
    await floor.works()
    return dana


# Telegram


async def test_out_of_a_telegram_group_the_link_carries_the_case(floor: Floor) -> None:
    anna, sam = await asks_in_group(floor), floor.slack.agent("Sam")
    [refusal] = anna.screen()
    assert refusal.choices[0].raw["url"] == f"https://t.me/frontdesk_bot?start=case{anna.chat.id}"
    await anna.presses(TITLE)
    await floor.works()
    assert turns(floor, anna) == [ASKED]
    turn = floor.house.brain.turns[-1]
    assert (turn.metadata["public"], turn.metadata["private_way"], turn.metadata["referral"]) == (
        False,
        "",
        "",
    )
    assert [shown.text for shown in anna.alone().screen()] == [f"bot: {ASKED}"]
    card = await floor.asks_for_a_person(anna.alone(), sam)
    line = await sam.sees(card, CAME)
    assert ASKED in line.text
    assert floor.telegram.refused == []


async def test_a_link_that_is_followed_again_greets_and_what_telegram_repeats_is_nothing(
    floor: Floor,
) -> None:
    anna = await asks_in_group(floor)
    followed = await anna.follows(anna.screen()[0].choices[0].raw["url"])
    await floor.telegram.redeliver(followed)
    await floor.works()
    await floor.telegram.redeliver(followed)
    await floor.works()
    assert turns(floor, anna) == [ASKED]
    await asyncio.gather(*(anna.presses(TITLE) for _ in range(2)))
    await floor.works()
    assert turns(floor, anna) == [ASKED, "/greet", "/greet"]


async def test_what_is_asked_after_that_is_a_case_of_its_own(floor: Floor) -> None:
    anna = await asks_in_group(floor)
    await anna.presses(TITLE)
    await floor.works()
    await anna.says("/stop and the order of my sister?")
    await floor.works()
    await anna.presses(TITLE)
    await floor.works()
    assert turns(floor, anna) == [ASKED, "stop and the order of my sister?"]


async def test_a_stranger_who_follows_the_link_is_only_greeted(floor: Floor) -> None:
    group = floor.telegram.group("Neighbours")
    anna, ben = await asks_in_group(floor, group=group), group.customer("Ben")
    way = anna.screen()[0].choices[0].raw["url"]
    await ben.follows(way)
    await floor.works()
    assert turns(floor, ben) == ["/greet"]
    assert "track_order" not in str(await floor.house.store.export(talk_of(ben)))
    await ben.says("/times how long does delivery take?")
    await floor.works()
    await ben.follows(way)
    await floor.works()
    assert turns(floor, ben) == ["/greet", "times how long does delivery take?"], "his own words, not hers"


async def test_no_payload_leads_to_anybody_elses_case(floor: Floor) -> None:
    anna, ben = await asks_in_group(floor), floor.telegram.customer("Ben")
    await anna.alone().says("my secret order")
    await floor.works()
    group, hers = anna.chat.id, anna.user["id"]
    payloads = [
        *(f"case{group}:{hers}", f"case{group}_{hers}", f"case{hers}", f"case{group}", "case", "case-"),
        *(f"case{group}" + "0" * 5000, f"case{group}' OR 1=1 --", "case-²", f"case{group}\n", "case-0"),
        *(f"CASE{group}", f"telegram:{group}:{hers}", "case--1", f"case{group}:{hers}" * 20),
    ]
    for payload in payloads:
        await ben.says(f"/start {payload}")
        await floor.works()
    assert set(turns(floor, ben)) == {"/greet"}
    told = json.dumps(await floor.house.store.export(talk_of(ben)))
    assert "secret" not in told
    assert "came over" not in told


async def test_a_case_link_in_a_group_takes_nothing_up_there(floor: Floor) -> None:
    anna = await asks_in_group(floor)
    await anna.says(f"/start case{anna.chat.id}")
    await floor.works()
    assert [turn.text for turn in floor.house.brain.turns] == [ASKED, "/greet"]


async def test_a_press_in_the_group_is_taken_up_as_the_press_that_it_was(floor: Floor) -> None:
    choice = Button("Track my order", "/track_order")
    discreet_bot = floor.house.brain.says
    floor.house.brain.says = lambda turn: (
        [Reply(Content("Hi", (choice,)))] if turn.text == "/help" else discreet_bot(turn)
    )
    anna = floor.telegram.group("Neighbours").customer("Anna")
    await anna.says("/help")
    await floor.works()
    await anna.presses("Track my order")
    await floor.works()
    await anna.presses(TITLE)
    await floor.works()
    assert turns(floor, anna) == ["/track_order"]


async def test_as_long_as_the_bots_name_is_not_known_there_is_no_link() -> None:
    nameless = TelegramChannel("7000000001:AAF-token", "secret")
    talk = Conversation("telegram:-100:1", "telegram", {"public": True})
    assert nameless.private_way(talk) == ""
    with FakeTelegram() as telegram:
        named = TelegramChannel(telegram.token, telegram.secret, telegram.url)
        await named.start()
        assert named.private_way(talk) == "https://t.me/frontdesk_bot?start=case-100"
        await named.close()


async def test_the_longest_chat_id_makes_a_payload_that_telegram_takes() -> None:
    channel = TelegramChannel("7000000001:AAF-token", "secret", username="frontdesk_bot")
    way = channel.private_way(Conversation(f"telegram:-{10**17}:1", "telegram", {"public": True}))
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", way.rpartition("=")[2])


# Slack


async def test_out_of_a_slack_channel_the_press_carries_the_case(floor: Floor) -> None:
    dana, sam = await asks_in_channel(floor), floor.slack.agent("Sam")
    [refusal] = dana.screen()
    button = refusal.choices[0].raw
    assert button["url"] == f"https://slack.com/app_redirect?app={floor.slack.app_id}&team=T0HOME"
    await dana.presses(TITLE)
    await floor.works()
    assert turns(floor, dana) == ["where is my order?"]
    assert [shown.text for shown in dana.alone().screen()] == ["bot: where is my order?"]
    assert len(dana.screen()) == 1, "the thread is told nothing more"
    card = await floor.asks_for_a_person(dana.alone(), sam)
    line = await sam.sees(card, CAME)
    assert "where is my order?" in line.text
    assert floor.slack.refused == []


async def test_a_colleague_knows_and_reaches_somebody_who_has_only_pressed(floor: Floor) -> None:
    dana, sam = await asks_in_channel(floor), floor.slack.agent("Sam")
    await dana.presses(TITLE)
    await floor.works()
    wanted = request(HandoffRequest("customer_asked"), floor.house.clock(), floor.house.rules)
    await floor.house.store.change(talk_of(dana), wanted)
    await floor.works()
    card = sam.cards()[-1]
    assert "Dana" in card.text
    await sam.replies(card, "Hello Dana")
    await sam.shares_file(card, "Here is the bill", "bill.pdf")
    await floor.works()
    shown = dana.alone().screen()
    assert "Hello Dana" in [one.text for one in shown]
    assert [name for one in shown for name in _files(one)], "the file is there too"
    assert len(dana.screen()) == 1, "the thread is told nothing more"


def _files(shown: Shown) -> list[str]:
    return [file["title"] for file in shown.raw.get("files", ())]


async def test_the_link_stays_as_it_is_for_everybody_who_reads_the_thread(floor: Floor) -> None:
    dana = await asks_in_channel(floor)
    before = dana.screen()[0].raw
    await dana.presses(TITLE)
    await floor.works()
    assert dana.screen()[0].raw == before
    assert floor.slack.called("chat.update") == []


async def test_a_link_that_is_pressed_by_a_nervous_finger_begins_once(floor: Floor) -> None:
    dana = await asks_in_channel(floor)
    await asyncio.gather(*(dana.presses(TITLE) for _ in range(3)))
    await floor.works()
    await dana.presses(TITLE)
    await floor.works()
    assert turns(floor, dana) == ["where is my order?"]


async def test_a_stranger_who_presses_in_somebodys_thread_is_only_greeted(floor: Floor) -> None:
    dana = await asks_in_channel(floor)
    emil = floor.slack.customer("Emil").beside(dana)
    await emil.presses(TITLE)
    await floor.works()
    assert turns(floor, emil) == ["/greet"]
    assert turns(floor, dana) == []
    assert "where is my order" not in str(await floor.house.store.export(talk_of(emil)))


async def test_of_two_in_one_thread_each_takes_up_their_own_words(floor: Floor) -> None:
    dana = await asks_in_channel(floor)
    emil = floor.slack.customer("Emil").beside(dana)
    await emil.says("and my order too, please")
    await floor.works()
    for customer in (emil, dana):
        await customer.press(dana.screen()[0], dana.screen()[0].choices[0])
        await floor.works()
    assert turns(floor, emil) == ["and my order too, please"]
    assert turns(floor, dana) == ["where is my order?"]


async def test_a_direct_message_that_is_known_is_written_to_where_it_is(floor: Floor) -> None:
    dana = await asks_in_channel(floor)
    await dana.alone().says("hello")
    await floor.works()
    opened = len(floor.slack.called("conversations.open"))
    await dana.presses(TITLE)
    await floor.works()
    assert [shown.text for shown in dana.alone().screen()] == ["bot: hello", "bot: where is my order?"]
    assert len(floor.slack.called("conversations.open")) == opened


async def test_without_the_permission_to_open_them_direct_messages_are_found_all_the_same(
    floor: Floor,
) -> None:
    floor.slack.fail("conversations.open", 200, {"ok": False, "error": "missing_scope"}, times=9)
    dana = await asks_in_channel(floor)
    await dana.presses(TITLE)
    await floor.works()
    assert [shown.text for shown in dana.alone().screen()] == ["bot: where is my order?"]


async def test_words_that_may_have_got_through_to_somebody_who_only_pressed_are_looked_for(
    floor: Floor,
) -> None:
    dana = await asks_in_channel(floor)
    await dana.presses(TITLE)
    floor.slack.break_off("chat.postMessage", acting=True)
    await floor.works()
    floor.house.clock.forward(minutes=2)
    await floor.works()
    assert [shown.text for shown in dana.alone().screen()] == ["bot: where is my order?"]


def forged(floor: Floor, dana: SlackCustomer, **changed: Any) -> dict[str, Any]:
    """A press as Slack signs it, with what somebody has made of it."""
    message = dana.screen()[0].raw
    button = dana.screen()[0].choices[0].raw
    payload: dict[str, Any] = {
        "type": "block_actions",
        "team": {"id": "T0HOME"},
        "user": {"id": dana.person.id, "team_id": "T0HOME"},
        "channel": {"id": dana.place.id},
        "container": {"message_ts": message["ts"], "thread_ts": dana.thread_ts, "channel_id": dana.place.id},
        "message": message,
        "actions": [{**button, "action_ts": "1790000000.000001"}],
    }
    return {**payload, **changed}


@pytest.mark.parametrize(
    "changed",
    [
        {"user": {"id": "U0NOBODY", "team_id": "T0HOME"}},
        {"user": {}},
        {"team": {"id": "T0OTHER"}, "message": {"team": "T0OTHER"}},
        {"channel": {"id": "C0ELSE"}},
        {"container": {"thread_ts": "1.000001"}},
        {"container": {}, "message": {}},
        {"container": {"thread_ts": ["1"]}},
        {"channel": {}, "container": {}},
        {"channel": {"id": "x" * 5000}},
        {"channel": {"id": "C0AGENTS"}},
        {"channel": {"id": "D0DIRECT"}},
        {"actions": [{"type": "button", "value": "#privately", "action_id": "a", "action_ts": "1.2"}]},
        {"actions": [{"type": "button", "value": "#private" * 900, "action_id": "a", "action_ts": "1.2"}]},
    ],
)
async def test_a_press_that_is_not_what_it_seems_takes_nothing_up(
    floor: Floor, changed: dict[str, Any]
) -> None:
    dana = await asks_in_channel(floor)
    await floor.slack.postman.deliver(action_letter(forged(floor, dana, **changed)))
    await floor.works()
    taken = [turn.text for turn in floor.house.brain.turns[1:]]
    assert "where is my order?" not in taken


async def test_the_same_press_untouched_does_take_it_up(floor: Floor) -> None:
    dana = await asks_in_channel(floor)
    await floor.slack.postman.deliver(action_letter(forged(floor, dana)))
    await floor.works()
    assert turns(floor, dana) == ["where is my order?"]


async def test_the_app_is_known_from_the_start_or_from_an_event() -> None:
    talk = Conversation("slack:T0HOME:C1:1.2", "slack", {"public": True})
    with FakeSlack() as slack:
        wire = SlackWire(slack.token, slack.signing_secret, slack.agent_channel.id, slack.api_base)
        channel = SlackCustomerChannel(wire)
        assert channel.private_way(talk) == ""
        await wire.start()
        assert channel.private_way(talk) == "https://slack.com/app_redirect?app=A0FRONTDESK&team=T0HOME"
        await channel.close()


# Both


async def test_a_person_who_holds_the_public_conversation_is_left_alone(floor: Floor) -> None:
    anna, dana = await asks_in_group(floor), await asks_in_channel(floor)
    public = [turn.conversation_id for turn in floor.house.brain.turns]
    for talk in public:
        await floor.house.store.change(talk, claim(SAM, floor.house.clock()))
    await floor.works()
    for customer in (anna, dana):
        await customer.presses(TITLE)
        await floor.works()
        assert len(turns(floor, customer)) == 1
    for talk in public:
        assert (await floor.house.store.case(talk)).conversation.holder is Holder.AGENT


async def test_a_person_who_holds_the_private_one_reads_where_the_customer_came_from(floor: Floor) -> None:
    anna, sam = await asks_in_group(floor), floor.slack.agent("Sam")
    card = await floor.asks_for_a_person(anna.alone(), sam)
    asked = floor.asked()
    await anna.presses(TITLE)
    await floor.works()
    line = await sam.sees(card, CAME)
    assert ASKED in line.text
    assert floor.asked() == asked, "the bot is quiet"
