"""The desk: what agents see."""

import asyncio
from dataclasses import replace

from bot.console.desk import arranged
from bot.console.view import line, standing
from bot.core.entry import Attachment, Author, Content, Entry, Kind, State
from bot.core.handoff import claim, note, request, resolve
from bot.core.turn import HandoffRequest, Reply
from tests.bot.console.place import Place
from tests.bot.console.streams import OpenStream
from tests.fakes.house import KIM, SAM

ANNA = "fake:anna"


async def test_the_queue_shows_who_waits_longest_first(place: Place) -> None:
    sam = await place.agent()
    for who in ("anna", "ben"):
        await place.house.customer_says("A person", who=who)
        await place.works()
        wish = request(HandoffRequest("customer_asked"), place.house.clock(), place.house.rules)
        await place.house.store.change(f"fake:{who}", wish)
        place.house.clock.forward(minutes=3)
    page = (await sam.browser.get("/desk")).text
    assert page.index("Anna") < page.index("Ben")
    assert "(2) Queue · Frontdesk" in page
    assert "Waiting for an agent (6 min)" in page
    assert "The customer asked for a person" in page


async def test_a_conversation_shows_everything_in_order(waiting: Place) -> None:
    sam = await waiting.agent()
    await waiting.house.store.change(ANNA, note(KIM, Content("Knows us well")))
    page = await sam.opens(ANNA)
    assert page.index("A person, please") < page.index("I&#39;ll get somebody.") < page.index("Knows us well")
    assert 'class="line customer "' in page
    assert 'class="line bot sent"' in page
    assert 'class="line note "' in page
    assert "Note · only colleagues see this" in page
    assert "sent ✓" in page


async def test_everything_a_customer_controls_is_shown_as_text(place: Place) -> None:
    sam = await place.agent()
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    links = "javascript:alert(3) https://a.test/?q=<b>&x=\"'"
    attachment = Attachment("photo", name='"><script>', url="javascript:alert(4)")
    content = Content(f"{attack} {links}", attachments=(attachment,), payload="/x")
    await place.house.customer_says("", content=content, customer_name=attack)
    place.bot_says(Reply(facts={"email": attack, attack: "x"}))
    await place.works()
    pages = [await sam.opens(ANNA), (await sam.browser.get("/desk")).text]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript:' not in page
        assert 'src="javascript:' not in page
    assert '<a href="https://a.test/?q=' in pages[0]


async def test_half_characters_do_not_break_the_page(place: Place) -> None:
    sam = await place.agent()
    await place.house.customer_says("half \ud800 of one")
    await place.works()
    assert "half ? of one" in await sam.opens(ANNA)


async def test_known_facts_are_shown(place: Place) -> None:
    sam = await place.agent()
    facts = {"name": "Anna Berg", "order_number": "FD-1", "verified": True, "postcode": ""}
    facts["verified_by"] = "order number and e-mail"
    place.bot_says(Reply(Content("Found it"), facts=facts))
    await place.house.customer_says("FD-1", customer_name="")
    await place.works()
    page = await sam.opens(ANNA)
    assert "Anna Berg" in page
    assert "<dt>Order number</dt><dd>FD-1</dd>" in page
    assert "<dt>Verified</dt><dd>Yes</dd>" in page
    assert "<dt>Verified by</dt><dd>order number and e-mail</dd>" in page
    assert "Postcode" not in page


async def test_a_change_under_way_is_shown_field_by_field(place: Place) -> None:
    sam = await place.agent()
    change = {"change_kind": "change_items", "change_things": "Mug → blue", "change_confirmed": False}
    place.bot_says(Reply(Content("Shall I?"), facts=change))
    await place.house.customer_says("the blue one")
    await place.works()
    page = await sam.opens(ANNA)
    assert "<dt>Change kind</dt><dd>change items</dd>" in page
    assert "<dt>Change things</dt><dd>Mug → blue</dd>" in page
    assert "<dt>Change confirmed</dt><dd>No</dd>" in page
    place.bot_says(Reply(Content("Done"), facts=dict.fromkeys(change, "")))
    await place.house.customer_says("yes")
    await place.works()
    assert "Change" not in await sam.opens(ANNA)


async def test_whether_the_bot_may_write_about_orders_is_shown(place: Place) -> None:
    sam = await place.agent()
    place.bot_says(Reply(Content("Good"), facts={"customer_id": "7"}, updates=True))
    await place.house.customer_says("yes")
    await place.works()
    page = await sam.opens(ANNA)
    assert "<dt>Order messages</dt><dd>allowed since 02 Nov 2026, 10:00 UTC</dd>" in page
    assert "The customer allows messages about their orders" in page
    assert "Customer id" not in page
    place.bot_says(Reply(Content("Good"), updates=False))
    await place.house.customer_says("stop")
    await place.works()
    assert "<dd>not wanted since" in await sam.opens(ANNA)


async def test_a_long_transcript_shows_its_end_first(place: Place) -> None:
    sam = await place.agent()
    await place.house.customer_says("line number -1;")
    await place.works()
    await place.house.store.change(ANNA, claim(SAM, place.house.clock()))
    await asyncio.gather(*(place.house.customer_says(f"line number {number};") for number in range(210)))
    await place.works()
    page = await sam.opens(ANNA)
    assert "line number 209;" in page
    assert "line number 9;" not in page
    assert "Show earlier messages" in page
    earlier = (await sam.browser.get(f"/desk/conversations/{ANNA}?lines=400")).text
    assert "line number 9;" in earlier
    assert "Show earlier messages" not in earlier


async def test_where_a_customer_came_from_stands_above_what_they_had_asked_there(place: Place) -> None:
    sam = await place.agent()
    await place.house.customer_says("where is it?", "group", address={"public": True}, by="anna")
    await place.works()
    await place.house.customer_says("hello", by="anna", takes_up="fake:group")
    await place.works()
    page = await sam.opens(ANNA)
    came = page.index("came from a group or channel, where they had asked:")
    assert came < page.index("where is it?")
    assert "hello" not in page


async def test_no_such_conversation_is_404(place: Place) -> None:
    sam = await place.agent()
    for path in ("web:nobody", "web:nobody/parts"):
        answer = await sam.browser.get(f"/desk/conversations/{path}")
        assert answer.status_code == 404
        assert "no such conversation" in answer.text


async def test_an_open_page_is_told_of_news(place: Place) -> None:
    place.stops = False
    sam = await place.agent()
    await place.house.customer_says("Hello")
    await place.works()
    async with OpenStream(place.app, sam.browser, f"/desk/stream?opened={ANNA}") as stream:
        first = await stream.next("changed")
        await place.house.customer_says("Are you there?")
        await place.works()
        second = await stream.next("changed")
        assert second["conversation"] != first["conversation"]
    parts = (await sam.browser.get(f"/desk/conversations/{ANNA}/parts")).text
    assert "Are you there?" in parts
    assert "<html" not in parts


async def test_the_queue_tells_mine_from_a_colleagues(waiting: Place) -> None:
    store = waiting.house.store
    await store.change(ANNA, claim(SAM, waiting.house.clock()))
    cases = await store.queue(10)
    assert [found.case.conversation.id for found in arranged(cases, cases, SAM).mine] == [ANNA]
    assert [found.case.conversation.id for found in arranged(cases, cases, KIM).colleagues] == [ANNA]
    await store.change(ANNA, resolve(SAM, waiting.house.clock()))
    assert standing(await store.case(ANNA), SAM).stand == "bot"


async def test_nobody_came_is_said_so(waiting: Place) -> None:
    sam = await waiting.agent()
    waiting.house.clock.forward(minutes=11)
    await waiting.works()
    page = await sam.opens(ANNA)
    assert "nobody has come yet" in page
    assert ">Claim<" in page


def test_overtaken_words_say_so(place: Place) -> None:
    entry = Entry(1, ANNA, 1, Author.BOT, "", Kind.MESSAGE, State.SETTLED, Content("x"), place.house.clock())
    assert line(replace(entry, delivery="superseded")).fate == "superseded"
    assert line(replace(entry, state=State.SUPERSEDED)).fate == "superseded"
    assert line(replace(entry, delivery="owed")).fate == "sending"
    assert line(replace(entry, author=Author.CUSTOMER)).fate == ""
