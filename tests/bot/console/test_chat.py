"""The web chat: what a customer sends is stored once, and what they may read reaches them."""

import json

from bot.core.conversation import Agent
from bot.core.entry import Attachment, Button, Content
from bot.core.handoff import claim, note, reply, resolve
from bot.core.turn import Reply
from tests.bot.console.place import HERE, Place
from tests.bot.console.streams import OpenStream

SAM = Agent("console:sam", "Sam")


async def test_a_message_is_answered_on_the_stream(place: Place) -> None:
    anna = await place.customer()
    assert (await anna.post("Hello")).status_code == 202
    await place.works()
    told = await anna.events()
    assert [(event["author"], event["text"]) for event in told] == [
        ("customer", "Hello"),
        ("bot", "bot: Hello"),
    ]


async def test_the_page_keeps_its_session(place: Place) -> None:
    anna = await place.customer()
    first = anna.conversation_id
    await anna.browser.get("/chat")
    assert anna.conversation_id == first


async def test_start_over_begins_a_new_conversation(place: Place) -> None:
    anna = await place.customer()
    await anna.post("Hello")
    await place.works()
    answer = await anna.browser.post("/chat/new", headers={"origin": HERE})
    assert (answer.status_code, answer.headers["location"]) == (303, "/chat")
    assert await anna.events() == []


async def test_a_message_sent_twice_is_stored_once(place: Place) -> None:
    anna = await place.customer()
    for _ in range(2):
        assert (await anna.post("Hello", message_id="the-same-one")).status_code == 202
    await place.works()
    assert [event["text"] for event in await anna.events()] == ["Hello", "bot: Hello"]


async def test_a_message_names_itself_so_that_the_page_knows_its_own(place: Place) -> None:
    anna = await place.customer()
    await anna.post("Hello", message_id="mine-1234")
    await place.works()
    mine, answer = await anna.events()
    assert (mine["message_id"], answer["message_id"]) == ("mine-1234", "")
    assert anna.conversation_id.removeprefix("web:") not in json.dumps([mine, answer])


async def test_the_stream_goes_on_from_the_last_event(place: Place) -> None:
    anna = await place.customer()
    await anna.post("one")
    await place.works()
    known = int((await anna.events())[-1]["id"])
    await anna.post("two")
    await place.works()
    assert [event["text"] for event in await anna.events(after=known)] == ["two", "bot: two"]


async def test_an_unknown_last_event_is_as_none(place: Place) -> None:
    anna = await place.customer()
    await anna.post("Hello")
    await place.works()
    for last in ("x", "-1", "9" * 40, "1; DROP"):
        answer = await anna.browser.get("/chat/stream", headers={"last-event-id": last})
        assert "bot: Hello" in answer.text


async def test_a_page_that_knows_more_than_the_journal_begins_anew(place: Place) -> None:
    """The journal was put back to an earlier state while the page was open."""
    anna = await place.customer()
    await anna.post("one")
    await place.works()
    known = int((await anna.events())[-1]["id"])
    answer = await anna.browser.get(f"/chat/stream?after={known + 5}")
    assert "event: restored" in answer.text
    assert "event: restored" not in (await anna.browser.get(f"/chat/stream?after={known}")).text
    stranger = await place.customer()
    assert "event: restored" in (await stranger.browser.get("/chat/stream?after=5")).text


async def test_the_stream_tells_live(place: Place) -> None:
    place.stops = False
    anna = await place.customer()
    async with OpenStream(place.app, anna.browser, "/chat/stream") as stream:
        assert (await stream.next("state"))["awaited"] is False
        await anna.post("Hello")
        await place.works()
        assert (await stream.next("message"))["text"] == "Hello"
        assert (await stream.next("message"))["text"] == "bot: Hello"


async def test_an_answer_is_awaited_until_it_is_sent(place: Place) -> None:
    anna = await place.customer()
    place.house.brain.away = True
    await anna.post("Hello")
    await place.works()
    assert [state["awaited"] for state in await anna.events(name="state")] == [True]
    place.house.brain.away = False
    place.house.clock.forward(seconds=2)
    await place.works()
    assert [state["awaited"] for state in await anna.events(name="state")] == [False]


async def test_notes_events_and_actions_never_reach_the_customer(place: Place) -> None:
    anna = await place.customer()
    place.bot_says(Reply(Content("One moment")), Reply(action="Looked up FD-1: secret-result"))
    await anna.post("Where is it?")
    await place.works()
    place.bot_says()
    store = place.house.store
    await store.change(anna.conversation_id, claim(SAM, place.house.clock()))
    await store.change(anna.conversation_id, note(SAM, Content("A difficult customer")))
    hello = reply(SAM, Content("Hello, Sam here"), place.web, place.house.clock())
    await store.change(anna.conversation_id, hello)
    await place.works()
    place.house.clock.forward(seconds=1)  # words wait while the bot announces who wrote them
    await place.works()
    answer = await anna.browser.get("/chat/stream")
    for hidden in ("difficult", "secret-result", "Claimed", "agent_joined"):
        assert hidden not in answer.text
    told = await anna.events()
    assert [event["text"] for event in told] == ["Where is it?", "One moment", "Hello, Sam here"]
    assert (told[-1]["author"], told[-1]["name"]) == ("agent", "Sam")


async def test_the_bots_overtaken_words_never_reach_the_customer(place: Place) -> None:
    anna = await place.customer()
    await anna.post("Hello")

    async def an_agent_takes_over(turn: object) -> None:
        place.house.brain.meanwhile = None
        place.house.brain.says = lambda turn: [Reply(Content("too late"))]
        await place.house.store.change(anna.conversation_id, claim(SAM, place.house.clock()))

    place.house.brain.meanwhile = an_agent_takes_over
    await place.works()
    lines = await place.house.store.latest(anna.conversation_id, 100)
    assert "too late" in [line.content.text for line in lines if line.state.value == "superseded"]
    late = [event for event in await anna.events() if event["author"] == "bot"]
    assert late == []


async def test_the_state_says_who_is_there(place: Place) -> None:
    anna = await place.customer()
    await anna.post("Hello")
    await place.works()
    place.bot_says()
    await place.house.store.change(anna.conversation_id, claim(SAM, place.house.clock()))
    (state,) = await anna.events(name="state")
    assert (state["holder"], state["agent"]) == ("agent", "Sam")
    await place.house.store.change(anna.conversation_id, resolve(SAM, place.house.clock()))
    (state,) = await anna.events(name="state")
    assert (state["holder"], state["agent"]) == ("bot", "")


async def test_buttons_and_pictures_are_told_without_addresses_that_act(place: Place) -> None:
    anna = await place.customer()
    content = Content(
        "Look",
        buttons=(
            Button("Yes", "/affirm"),
            Button("Site", url="https://a.test/x"),
            Button("Bad", url="javascript:alert(1)"),
        ),
        attachments=(
            Attachment("photo", url="https://a.test/p.png"),
            Attachment("photo", url="data:text/html,x"),
        ),
    )
    place.bot_says(Reply(content))
    await anna.post("Hello")
    await place.works()
    told = (await anna.events())[-1]
    assert [(button["payload"], button["url"]) for button in told["buttons"]] == [
        ("/affirm", ""),
        ("", "https://a.test/x"),
        ("", ""),
    ]
    assert [attachment["url"] for attachment in told["attachments"]] == ["https://a.test/p.png", ""]


async def test_a_pressed_button_tells_the_brain_its_payload(place: Place) -> None:
    anna = await place.customer()
    place.bot_says(Reply(Content("Sure?", buttons=(Button("Yes", "/affirm"),))))
    await anna.post("Hello")
    await place.works()
    await anna.post("Yes", payload="/affirm")
    await place.works()
    assert place.house.brain.turns[-1].text == "/affirm"


async def test_customers_see_nothing_of_each_other(place: Place) -> None:
    anna, ben = await place.customer(), await place.customer()
    await anna.post("Anna's secret")
    await ben.post("Ben's own")
    await place.works()
    assert [event["text"] for event in await ben.events()] == ["Ben's own", "bot: Ben's own"]
    # The page's own parameters name no other conversation either.
    session = anna.conversation_id.removeprefix("web:")
    answer = await ben.browser.get(
        "/chat/stream", params={"session": session, "conversation_id": f"web:{session}"}
    )
    assert "secret" not in answer.text


async def test_the_same_message_id_of_another_customer_is_another_message(place: Place) -> None:
    anna, ben = await place.customer(), await place.customer()
    await anna.post("From Anna", message_id="message-1")
    await ben.post("From Ben", message_id="message-1")
    await place.works()
    assert [event["text"] for event in await ben.events()] == ["From Ben", "bot: From Ben"]


async def test_one_visitor_cannot_take_every_stream(place: Place) -> None:
    place.stops = False
    anna = await place.customer()
    opened = [OpenStream(place.app, anna.browser, "/chat/stream") for _ in range(12)]
    for stream in opened:
        await stream.__aenter__()
        await stream.next("state")
    assert (await anna.browser.get("/chat/stream")).status_code == 429
    for stream in opened:
        await stream.__aexit__()
    place.stops = True
    assert (await anna.browser.get("/chat/stream")).status_code == 200
