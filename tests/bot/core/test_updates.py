"""What the shop tells of orders, with the real journal and fakes at the doors."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.entry import Content
from bot.core.errors import CustomerGone, TryAgain
from bot.core.handoff import claim, request, return_to_bot
from bot.core.shop_event import Happened, Parcel, ShopEvent
from bot.core.turn import HandoffRequest, Reply, Turn
from bot.core.update_rules import UpdateRules
from bot.core.updates import OVERTAKEN
from bot.core.window import Window
from bot.hours import AlwaysOpen, QuietHours
from tests.fakes.house import SAM, START, House, open_house

ANNA = "fake:anna"
NUMBER = "FD-10432"
NIGHT = QuietHours(ZoneInfo("Europe/London"), time(21), time(8))
TOLD_LATER = "system: Order FD-10432 was shipped. These are quiet hours: the customer is told Tuesday 08:00"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    found = open_house(f"sqlite:///{tmp_path}/journal.db")
    found.rules = replace(found.rules, updates=UpdateRules(are_on=True))
    found.brain.says = says
    yield found
    found.store.close()


def says(turn: Turn) -> list[Reply]:
    """A brain that looks up, allows and stops by a word, and tells what it is told."""
    facts = {"customer_id": turn.text.partition("I am ")[2], "verified": True}
    known = [Reply(facts=facts)] if "I am " in turn.text else []
    said = {"yes": True, "stop": False}.get(turn.text)
    return [*known, Reply(Content(f"bot: {turn.text.partition('{')[0]}"), updates=said)]


async def allows(house: House, who: str = "anna", customer: str = "7") -> None:
    """Somebody shows whose orders are theirs, and wants to be told."""
    for words in (f"I am {customer}", "yes"):
        await house.customer_says(words, who)
        await house.works()


def event(happened: str = "shipped", nth: int = 1, **more: object) -> ShopEvent:
    """Something has happened to Anna's order."""
    made = ShopEvent(f"evt_{nth}", Happened(f"order.{happened}"), NUMBER, "7", START)
    return replace(made, **more)  # type: ignore[arg-type]


async def shop_tells(house: House, *events: ShopEvent) -> None:
    """The shop's events come, and all that is due is done."""
    await house.store.receive([replace(one, occurred_at=one.occurred_at or house.clock()) for one in events])
    await house.works()


async def heard(house: House, who: str = "anna") -> list[str]:
    """What the customer was told by ourselves."""
    return [text.removeprefix("bot: /") for text in house.heard(who) if text.startswith("bot: /order")]


async def lines(house: House, words: str, who: str = "anna") -> list[str]:
    """The transcript's lines with these words."""
    return [line for line in await house.said(who) if words in line]


async def test_whoever_allows_it_is_told_once_however_often_the_shop_does(house: House) -> None:
    await allows(house)
    await shop_tells(house, event(), event())
    await shop_tells(house, event())
    assert await heard(house) == ["order_shipped"]
    assert await lines(house, "allows") == ["system: The customer allows messages about their orders"]
    told = house.brain.turns[-1].text
    assert told == '/order_shipped{"update_order": "FD-10432"}'


async def test_the_brain_is_told_what_is_known(house: House) -> None:
    await allows(house)
    parcel = Parcel("Evri", "T1", datetime(2026, 11, 24, tzinfo=timezone.utc).date(), "24.90", "GBP")
    await shop_tells(house, event(parcel=parcel))
    assert house.brain.turns[-1].text == (
        '/order_shipped{"update_order": "FD-10432", "update_carrier": "Evri", "update_tracking": "T1", '
        '"update_day": "Tuesday 24 November", "update_amount": "£24.90"}'
    )


async def test_nobody_is_told_who_has_not_said_yes(house: House) -> None:
    await house.customer_says("I am 7")
    await house.works()
    await shop_tells(house, event())
    assert not await heard(house)
    [row] = await house.store.shop_told(5)
    assert (row["state"], row["conversation_id"]) == ("left", "")
    assert "allows it" in row["reason"]


async def test_yes_without_a_proof_allows_nothing(house: House) -> None:
    await house.customer_says("yes")
    await house.works()
    assert (await house.store.case(ANNA)).conversation.consent is None


async def test_whoever_is_proven_to_be_somebody_else_meanwhile_is_not_told(house: House) -> None:
    await allows(house)
    await house.customer_says("I am 8")
    await house.works()
    await shop_tells(house, event(), event(nth=2, customer_id="8"))
    assert not await heard(house)


async def test_stop_ends_it_and_yes_begins_it_again(house: House) -> None:
    await allows(house)
    await house.customer_says("stop")
    await shop_tells(house, event())
    assert not await heard(house)
    assert await lines(house, "no messages") == ["system: The customer wants no messages about their orders"]
    await house.customer_says("yes")
    await house.works()
    await shop_tells(house, event("delivered", 2))
    assert await heard(house) == ["order_delivered"]


async def test_what_the_platform_has_not_taken_when_they_say_stop_is_not_sent(house: House) -> None:
    await allows(house)
    house.channel.failures = [TryAgain("slow", 60)]
    await shop_tells(house, event())
    await house.customer_says("stop")
    await house.works(seconds=300)
    assert not await heard(house)


async def test_of_several_conversations_the_one_where_they_wrote_last(house: House) -> None:
    await allows(house, "phone")
    house.clock.forward(minutes=1)
    await allows(house, "laptop")
    house.clock.forward(minutes=1)
    await house.customer_says("hello", "phone")
    await house.works()
    await shop_tells(house, event())
    assert (await heard(house, "phone"), await heard(house, "laptop")) == (["order_shipped"], [])


async def test_never_where_others_read_along(house: House) -> None:
    await house.customer_says("I am 7", address={"public": True})
    await house.customer_says("yes", address={"public": True})
    await shop_tells(house, event())
    assert not await heard(house)
    assert "updates" not in house.brain.turns[-1].metadata


async def test_actions_are_told_how_it_stands(house: House) -> None:
    await allows(house)
    await house.customer_says("hello")
    await house.works()
    told = [turn.metadata["updates"]["allowed"] for turn in house.brain.turns]
    assert told == [None, None, True]
    assert house.brain.turns[-1].metadata["updates"]["customer_id"] == "7"


async def test_only_the_latest_of_an_order_is_told_and_late_ones_are_recorded(house: House) -> None:
    await allows(house)
    await shop_tells(
        house, event("shipped", 1), event("delivered", 2, occurred_at=START + timedelta(hours=1))
    )
    await shop_tells(house, event("delayed", 3, occurred_at=START + timedelta(minutes=30)))
    assert await heard(house) == ["order_delivered"]
    assert await lines(house, OVERTAKEN) == [
        f"system: Order FD-10432 was shipped. The customer was not told: {OVERTAKEN}",
        f"system: Order FD-10432 is late. The customer was not told: {OVERTAKEN}",
    ]


async def test_what_is_older_than_two_days_is_not_told(house: House) -> None:
    await allows(house)
    await shop_tells(house, event(occurred_at=START - timedelta(days=2, seconds=1)))
    assert not await heard(house)
    assert await lines(house, "more than two days ago")


async def test_an_agent_sees_it_and_the_bot_is_silent_also_afterwards(house: House) -> None:
    await allows(house)
    await house.store.change(ANNA, claim(SAM, house.clock()))
    await house.works()
    await shop_tells(house, event())
    assert not await heard(house)
    assert (await lines(house, "shipped")) == [
        "system: Order FD-10432 was shipped. The customer was not told: Sam has this conversation"
    ]
    assert any("was shipped" in entry.content.text for entry in house.desk.thread)
    await house.store.change(ANNA, return_to_bot(SAM, house.clock()))
    await house.works()
    assert not await heard(house)


async def test_an_agent_who_takes_over_in_the_middle_of_it_silences_it(house: House) -> None:
    await allows(house)

    async def sam_claims(_turn: Turn) -> None:
        house.brain.meanwhile = None
        await house.store.change(ANNA, claim(SAM, house.clock()))

    house.brain.meanwhile = sam_claims
    await shop_tells(house, event())
    assert not await heard(house)


async def test_an_agent_who_comes_before_the_bot_is_told_silences_it(house: House) -> None:
    await allows(house)
    house.brain.away = True
    await shop_tells_without_brain(house, event())
    await house.store.change(ANNA, claim(SAM, house.clock()))
    house.brain.away = False
    await house.works(seconds=60)
    assert not await heard(house)
    assert await lines(house, "Sam has this conversation")


async def shop_tells_without_brain(house: House, *events: ShopEvent) -> None:
    """The bot cannot say anything now; what was passed on to it waits."""
    await house.store.receive(list(events))
    steps = house.steps()
    for _ in range(3):
        for lane in await house.store.take(house.store.owner, 10):
            await house.store.release(lane, await steps[lane.kind](lane))


async def test_news_that_the_bot_cannot_tell_yet_gives_way_to_later_news(house: House) -> None:
    await allows(house)
    house.brain.away = True
    await shop_tells_without_brain(house, event())
    house.clock.forward(seconds=1)
    await shop_tells_without_brain(house, event("delivered", 2, occurred_at=START + timedelta(seconds=1)))
    house.brain.away = False
    await house.works(seconds=60)
    assert await heard(house) == ["order_delivered"]


async def test_news_that_the_platform_has_not_taken_yet_gives_way_to_later_news(house: House) -> None:
    await allows(house)
    house.channel.failures = [TryAgain("slow", 60)]
    await shop_tells(house, event())
    await shop_tells(house, event("delivered", 2, occurred_at=START + timedelta(seconds=1)))
    await house.works(seconds=300)
    assert await heard(house) == ["order_delivered"]
    found = await house.store.transcript(ANNA, 0, 100)
    assert [e.reason for e in found if e.delivery == "superseded"] == [
        "something later has happened to the order"
    ]


async def test_outside_the_window_it_is_not_sent_and_agents_see_why(house: House) -> None:
    await allows(house)
    house.channel.closes_for_bot = Window(START - timedelta(seconds=1), "More than 24 hours have passed.")
    await shop_tells(house, event())
    assert not await heard(house)
    assert await lines(house, "The customer was not told: More than 24 hours have passed")


async def test_whoever_has_blocked_us_has_ended_it(house: House) -> None:
    await allows(house)
    house.channel.failures = [CustomerGone("The customer has blocked the bot.")]
    await shop_tells(house, event())
    assert await lines(house, "No more messages about their orders: The customer has blocked the bot.")
    await shop_tells(house, event("delivered", 2))
    assert not await heard(house)


async def test_a_bot_without_words_for_it_says_nothing_and_agents_see_it(house: House) -> None:
    await allows(house)
    house.brain.says = lambda turn: []
    await shop_tells(house, event())
    assert await lines(house, "the bot has no words for it")


async def test_in_quiet_hours_it_waits_for_their_end_and_says_so(house: House) -> None:
    house.rules = replace(house.rules, updates=UpdateRules(True, NIGHT))
    await allows(house)
    house.clock.now = START.replace(hour=22)
    await shop_tells(house, event())
    assert not await heard(house)
    assert await lines(house, "quiet hours") == [TOLD_LATER]
    await house.works(seconds=10 * 3600 - 1)
    assert not await heard(house)
    await house.works(seconds=1)
    assert await heard(house) == ["order_shipped"]


async def test_what_waited_through_quiet_hours_is_told_only_if_it_still_holds(house: House) -> None:
    house.rules = replace(house.rules, updates=UpdateRules(True, NIGHT))
    await allows(house)
    house.clock.now = START.replace(hour=22)
    await shop_tells(house, event())
    await shop_tells(house, event("delivered", 2, occurred_at=house.clock()))
    await house.works(seconds=11 * 3600)
    assert await heard(house) == ["order_delivered"]


async def test_whoever_says_stop_in_quiet_hours_is_not_told_at_their_end(house: House) -> None:
    house.rules = replace(house.rules, updates=UpdateRules(True, NIGHT))
    await allows(house)
    house.clock.now = START.replace(hour=22)
    await shop_tells(house, event())
    await house.customer_says("stop")
    await house.works(seconds=11 * 3600)
    assert not await heard(house)
    assert await lines(house, "they want no such messages")


async def test_a_customer_who_waits_for_a_person_is_told(house: House) -> None:
    await allows(house)
    await house.store.change(ANNA, request(HandoffRequest("customer_asked"), house.clock(), house.rules))
    await house.works()
    await shop_tells(house, event())
    assert await heard(house) == ["order_shipped"]


async def test_an_erased_conversation_takes_its_events_along(house: House) -> None:
    await allows(house)
    await shop_tells(house, event())
    assert "shop_events" in {row["table"] for row in await house.store.export(ANNA)}
    await house.store.erase(ANNA)
    assert await house.store.shop_told(5) == []
    await shop_tells(house, event("delivered", 2))
    assert (await house.store.shop_told(5))[0]["state"] == "left"


def test_quiet_hours_end_on_the_same_day_or_the_next_also_when_clocks_change() -> None:
    noon = QuietHours(ZoneInfo("UTC"), time(12), time(14))
    assert noon.ends(START.replace(hour=13)) == START.replace(hour=14)
    assert noon.ends(START.replace(hour=14)) is None
    before_summer = datetime(2026, 3, 28, 22, tzinfo=timezone.utc)
    assert NIGHT.ends(before_summer) == datetime(2026, 3, 29, 7, tzinfo=timezone.utc)
    assert NIGHT.ends(START) is None
    assert AlwaysOpen().are_open(START)
