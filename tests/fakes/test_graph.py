"""The fake Graph: signed bytes as Meta writes them, Meta's limits, the 24-hour window, echoes."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fakes.graph import FakeGraph, GraphCustomer
from tests.fakes.receiver import Receiver
from tests.fakes.waiting import NeverHappened, eventually


@pytest.fixture
def graph() -> Iterator[FakeGraph]:
    with FakeGraph() as fake:
        yield fake


@pytest.fixture
async def receiver(graph: FakeGraph) -> Receiver:
    receiver = Receiver()
    graph.deliver_to("http://bot/webhooks/messenger", receiver.app)
    return receiver


@pytest.fixture
async def anna(graph: FakeGraph, receiver: Receiver) -> GraphCustomer:
    anna = graph.customer("Anna Berg")
    await anna.says("hi")
    receiver.received.clear()
    return anna


async def post(graph: FakeGraph, path: str, **params: Any) -> httpx.Response:
    bearer = {"Authorization": f"Bearer {graph.token}"}
    async with httpx.AsyncClient(base_url=graph.url, headers=bearer) as client:
        return await client.post(f"/v25.0/{path}", json=params)


async def send(graph: FakeGraph, to: GraphCustomer, message: Any, **more: Any) -> httpx.Response:
    about = {"recipient": {"id": to.inbox.person_id}, "messaging_type": "RESPONSE", **more}
    return await post(graph, "me/messages", **about, message=message)


def buttons(*titles: str, text: str = "Choose") -> dict[str, Any]:
    offered = [{"type": "postback", "title": title, "payload": f"/{title}"} for title in titles]
    payload = {"template_type": "button", "text": text, "buttons": offered}
    return {"attachment": {"type": "template", "payload": payload}}


def quick(*titles: str) -> list[dict[str, str]]:
    return [{"content_type": "text", "title": title, "payload": f"/{title}"} for title in titles]


async def test_the_signature_covers_the_very_bytes(
    graph: FakeGraph, receiver: Receiver, anna: GraphCustomer
) -> None:
    await anna.says("Kafé 🙂")
    (got,) = receiver.received
    assert rb"Kaf\u00e9 \ud83d\ude42" in got.body
    expected = hmac.new(graph.app_secret.encode(), got.body, hashlib.sha256).hexdigest()
    assert got.headers["x-hub-signature-256"] == f"sha256={expected}"
    (entry,) = json.loads(got.body)["entry"]
    assert entry["messaging"][0]["message"]["text"] == "Kafé 🙂"


async def test_a_dialogue(graph: FakeGraph, receiver: Receiver, anna: GraphCustomer) -> None:
    await send(graph, anna, buttons("Track"))
    pressed = await anna.presses("Track", within=1)
    assert pressed["postback"]["payload"] == "/Track"
    await send(graph, anna, {"text": "Sure?", "quick_replies": quick("Yes", "No")})
    assert (await anna.hears("sure?", within=1)).titles == ["Yes", "No"]
    answered = await anna.presses("Yes", within=1)
    assert answered["message"] | {"mid": ""} == {"mid": "", "text": "Yes", "quick_reply": {"payload": "/Yes"}}
    with pytest.raises(NeverHappened, match="was to press “No”"):
        await anna.presses("No", within=0)
    assert graph.refused == []


async def test_what_is_sent_comes_back_as_an_echo(
    graph: FakeGraph, receiver: Receiver, anna: GraphCustomer
) -> None:
    sent = await send(graph, anna, {"text": "Hello", "metadata": "frontdesk:7"})
    await eventually(lambda: receiver.received, lambda: "no echo", within=5)
    (echo,) = json.loads(receiver.received[0].body)["entry"][0]["messaging"]
    assert echo["sender"] == {"id": graph.page.id}
    assert echo["message"] == {
        "mid": sent.json()["message_id"],
        "is_echo": True,
        "app_id": graph.app_id,
        "metadata": "frontdesk:7",
        "text": "Hello",
    }


async def test_all_kinds_of_events_and_batches(
    graph: FakeGraph, receiver: Receiver, anna: GraphCustomer
) -> None:
    ben = graph.customer("Ben")
    graph.echoes = False
    await send(graph, anna, {"text": "Hello"})
    hello = anna.screen()[0]
    async with graph.batch():
        said = await anna.says("one")
        await ben.says("two")
        await anna.sends_attachments(*[{"type": "image", "payload": {"url": "https://x.example/1"}}] * 2)
        await anna.sends_location()
        await anna.sends_sticker()
        await anna.posts_back("Get started")
        await anna.edits(said, "uno")
        await anna.reads()
        await anna.receives()
        await anna.reacts(hello)
        await anna.follows_link("spring-sale")
        await anna.is_written_to_by_hand()
        await anna.says_on_standby("psst")
        await graph.sends_change({"item": "comment", "verb": "add", "comment_id": "1_2", "message": "nice"})
    (got,) = receiver.received
    entries = json.loads(got.body)["entry"]
    messaging, standby, changes = entries
    kinds = [
        next(k for k in event if k not in ("sender", "recipient", "timestamp"))
        for event in messaging["messaging"]
    ]
    assert kinds == [
        *["message"] * 5,
        *["postback", "message_edit", "read", "delivery", "reaction", "referral", "message"],
    ]
    assert "payload" not in messaging["messaging"][5]["postback"]
    moments = [event["timestamp"] for event in messaging["messaging"]]
    assert moments == sorted(set(moments))
    assert (len(standby["standby"]), changes["changes"][0]["field"]) == (1, "feed")


async def test_instagram_is_another_account(graph: FakeGraph, receiver: Receiver) -> None:
    ida = graph.customer("Ida", on="instagram")
    await ida.says("hej")
    body = json.loads(receiver.received[0].body)
    assert (body["object"], body["entry"][0]["id"]) == ("instagram", graph.instagram.id)
    await post(
        graph, f"{graph.instagram.id}/messages", recipient={"id": ida.inbox.person_id}, message={"text": "Hi"}
    )
    await ida.hears("Hi", within=1)


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        ({"text": "x" * 2001}, "less than or equal to 2000"),
        ({"text": "  "}, "non-empty UTF8"),
        ({"text": "x", "attachment": {}}, "either text or an attachment"),
        ({"text": "x", "txet": "y"}, "Invalid keys ['txet']"),
        ({"text": "x", "quick_replies": quick(*map(str, range(14)))}, "1 to 13 quick replies"),
        ({"text": "x", "quick_replies": quick("x" * 21)}, "title of a quick reply"),
        ({"text": "x", "quick_replies": [{"title": "T", "payload": "p"}]}, "needs a content_type"),
        ({"text": "x", "metadata": "x" * 1001}, "message[metadata]"),
        (buttons("1", "2", "3", "4"), "1 to 3 buttons"),
        (buttons("x" * 21), "title of a button"),
        (buttons("x", text="x" * 641), "text of the button template"),
        ({"attachment": {"type": "template", "payload": {"template_type": "list"}}}, "template_type list"),
        (
            {
                "attachment": {
                    "type": "template",
                    "payload": {"template_type": "generic", "elements": [{}] * 11},
                }
            },
            "1 to 10 elements",
        ),
    ],
)
async def test_it_refuses_what_meta_refuses(
    graph: FakeGraph, anna: GraphCustomer, message: dict[str, Any], complaint: str
) -> None:
    answer = await send(graph, anna, message)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)
    assert complaint in answer.json()["error"]["message"]
    assert [refused.method for refused in graph.refused] == ["messages"]
    assert anna.screen() == []


@pytest.mark.parametrize(
    "more",
    [
        {"messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE"},
        {"messaging_type": "MESSAGE_TAG"},
        {"messaging_type": "response"},
        {"sender_action": "typing_on"},
        {"recipient": {"id": "1", "comment_id": "2"}},
    ],
)
async def test_it_refuses_wrong_envelopes(
    graph: FakeGraph, anna: GraphCustomer, more: dict[str, Any]
) -> None:
    assert (await send(graph, anna, {"text": "x"}, **more)).json()["error"]["code"] == 100


async def test_the_window_closes_after_24_hours(graph: FakeGraph, anna: GraphCustomer) -> None:
    anna.falls_silent(hours=25)
    error = (await send(graph, anna, {"text": "x"})).json()["error"]
    assert (error["code"], error["error_subcode"]) == (10, 2018278)
    by_hand = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    assert (await send(graph, anna, {"text": "x"}, **by_hand)).json()["error"]["code"] == 10
    graph.human_agent_approved = True
    assert (await send(graph, anna, {"text": "x"}, **by_hand)).is_success
    await anna.says("still there?")
    assert (await send(graph, anna, {"text": "y"})).is_success


async def test_whom_the_page_cannot_reach(graph: FakeGraph, anna: GraphCustomer) -> None:
    anna.blocks_page()
    assert (await send(graph, anna, {"text": "x"})).json()["error"]["code"] == 551
    unknown = await send(graph, anna, {"text": "x"}, recipient={"id": "1"})
    assert unknown.json()["error"]["error_subcode"] == 2018001
    graph.token = "another"
    async with httpx.AsyncClient(base_url=graph.url) as client:
        answer = await client.post("/v25.0/me/messages", params={"access_token": "old"})
    assert answer.json()["error"]["code"] == 190


async def test_actions_profiles_and_subscriptions(graph: FakeGraph, anna: GraphCustomer) -> None:
    typing = await post(
        graph, "me/messages", recipient={"id": anna.inbox.person_id}, sender_action="typing_on"
    )
    assert typing.json() == {"recipient_id": anna.inbox.person_id}
    assert anna.inbox.actions == ["typing_on"]
    await post(graph, f"{graph.page.id}/subscribed_apps", subscribed_fields="messages,messaging_postbacks")
    assert graph.subscribed_fields == ["messages", "messaging_postbacks"]
    asked = {"access_token": graph.token, "fields": "first_name,last_name"}
    async with httpx.AsyncClient(base_url=graph.url) as client:
        profile = await client.get(f"/v25.0/{anna.inbox.person_id}", params=asked)
    assert profile.json() == {"id": anna.inbox.person_id, "first_name": "Anna", "last_name": "Berg"}


async def test_the_webhook_is_asked_to_prove_itself(graph: FakeGraph, receiver: Receiver) -> None:
    assert (await graph.subscribes()).text == "1158201444"
