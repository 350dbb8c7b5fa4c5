"""Meta lets nobody write for ever: what is sent after a day, and after a week, and who is told why not."""

from datetime import timedelta

import pytest

from bot.core.entry import Content, Entry
from bot.core.shop_event import Happened, ShopEvent
from bot.core.turn import Reply, Turn
from tests.channels.floor import Floor
from tests.fakes.graph import GraphCustomer
from tests.fakes.slack import Agent, Post


async def silence(floor: Floor, anna: GraphCustomer, **span: float) -> None:
    """Time passes, here and at Meta."""
    floor.house.clock.forward(**span)
    anna.falls_silent(timedelta(**span).total_seconds() / 3600)
    await floor.works()


async def claimed(floor: Floor, anna: GraphCustomer, sam: Agent) -> Post:
    card = await floor.asks_for_a_person(anna, sam)
    await sam.presses(card, "Claim")
    await floor.works()
    return card


async def said(floor: Floor, anna: GraphCustomer, text: str, later: timedelta = timedelta()) -> None:
    """Something that Meta says was written at that time."""
    at = int((floor.house.clock() + later).timestamp() * 1000)
    await anna.sends_event(message={"mid": f"m_{at}", "text": text}, timestamp=at)
    await floor.works()


def envelopes(floor: Floor) -> list[tuple[str, str]]:
    sent = [call.params for call in floor.graph.calls if "message" in call.params]
    return [(params["messaging_type"], params.get("tag", "")) for params in sent]


@pytest.mark.parametrize("on", ["messenger", "instagram"])
async def test_within_a_day_everything_is_sent_plainly(floor: Floor, on: str) -> None:
    anna, sam = floor.graph.customer("Anna", on), floor.slack.agent("Sam")
    floor.graph.calls.clear()
    card = await claimed(floor, anna, sam)
    await silence(floor, anna, hours=23, minutes=58)
    await sam.replies(card, "Here I am")
    await floor.works()
    assert set(envelopes(floor)) == {("RESPONSE", "")}
    assert floor.graph.refused == []
    assert anna.screen()[-1].text == "Here I am"


async def test_after_a_day_what_a_person_wrote_bears_the_tag(floor: Floor) -> None:
    floor.graph.human_agent_approved = True
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    card = await claimed(floor, anna, sam)
    await silence(floor, anna, days=6, hours=23)
    await sam.replies(card, "It is found")
    await floor.works()
    assert envelopes(floor)[-1] == ("MESSAGE_TAG", "HUMAN_AGENT")
    assert anna.screen()[-1].text == "It is found"


async def test_after_a_day_the_bot_sends_nothing_and_says_why(floor: Floor) -> None:
    anna = floor.graph.customer("Anna")
    await anna.says("hello")
    for _ in range(3):
        floor.graph.fail("messages", 503)
    await floor.works()
    floor.graph.behave()
    before = len(floor.graph.calls)
    await silence(floor, anna, hours=25)
    assert [call for call in floor.graph.calls[before:] if "message" in call.params] == []
    [entry] = [e for e in await latest(floor, anna) if e.delivery == "failed"]
    assert "24 hours have passed since the customer last wrote" in entry.reason


async def test_after_a_week_an_agent_is_told_at_once(floor: Floor) -> None:
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    await said(floor, anna, "person", timedelta(days=-7, minutes=-1))
    card = sam.cards()[-1]
    before = len(floor.graph.calls)
    await sam.replies(card, "It is found")
    await floor.works()
    await sam.is_told("More than 7 days have passed")
    assert [call for call in floor.graph.calls[before:] if "message" in call.params] == []


async def test_where_meta_has_not_approved_the_tag_the_agent_reads_so(floor: Floor) -> None:
    floor.graph.human_agent_approved = False
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    card = await claimed(floor, anna, sam)
    await silence(floor, anna, days=2)
    written = await sam.replies(card, "It is found")
    await floor.works()
    await sam.sees_reaction(written, "warning")
    await sam.sees(card, "has not approved the app")


async def test_the_card_says_until_when_and_says_so_anew_when_the_customer_writes(floor: Floor) -> None:
    anna, sam = floor.graph.customer("Anna"), floor.slack.agent("Sam")
    card = await claimed(floor, anna, sam)
    assert "You can write until" in card.text
    first = until(card)
    await silence(floor, anna, hours=2)
    await said(floor, anna, "still there?")
    assert until(card) - first == pytest.approx(2 * 3600, abs=60)


async def test_other_platforms_set_no_such_limit(floor: Floor) -> None:
    anna, sam = floor.telegram.customer("Anna"), floor.slack.agent("Sam")
    card = await floor.asks_for_a_person(anna, sam)
    assert "You can write until" not in card.text
    floor.house.clock.forward(days=30)
    await sam.replies(card, "It is found")
    await floor.works()
    await anna.hears("It is found")


def until(card: Post) -> int:
    """The later of the two moments that the card shows: since when she waits, until when one can write."""
    return max(_stamps(card.message["blocks"]))


def _stamps(node: object) -> list[int]:
    if isinstance(node, list):
        return [stamp for child in node for stamp in _stamps(child)]
    if isinstance(node, dict):
        own = [node["timestamp"]] if node.get("type") == "date" else []
        return own + [stamp for child in node.values() for stamp in _stamps(child)]
    return []


async def latest(floor: Floor, anna: GraphCustomer) -> list[Entry]:
    found = await floor.house.store.latest(f"messenger:{floor.graph.page.id}:{anna.inbox.person_id}", 50)
    return list(found)


def allows(turn: Turn) -> list[Reply]:
    """The shop's customer 7 from the first word on, who wants to be told."""
    known = Reply(facts={"customer_id": "7"}, updates=True)
    return [Reply(Content(turn.text))] if turn.text.startswith("/") else [known]


@pytest.mark.parametrize("on", ["messenger", "instagram"])
@pytest.mark.parametrize(("hours", "sent"), [(23.9, 1), (24.1, 0)])
async def test_news_of_an_order_goes_out_within_a_day_of_their_last_words(
    floor: Floor, on: str, hours: float, sent: int
) -> None:
    floor.house.brain.says = allows
    anna = floor.graph.customer("Anna", on)
    await anna.says("tell me")
    await floor.works()
    await silence(floor, anna, hours=hours)
    event = ShopEvent("evt_1", Happened.SHIPPED, "FD-1", "7", floor.house.clock())
    await floor.house.store.receive([event])
    await floor.works()
    assert len(anna.screen()) == sent
    left = [e.content.text for e in await floor.transcript(anna) if "was not told" in e.content.text]
    assert len(left) == 1 - sent
    assert all("More than 24 hours have passed" in words for words in left)
    assert floor.graph.refused == [], "nothing was tried that Meta refuses"
