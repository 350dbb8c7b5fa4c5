"""Rasa behind its port: what we send, what we make of the answer, what an absence means."""

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.brain import Rasa, to_reply
from bot.core.entry import Attachment, Button, Content
from bot.core.errors import TryAgain
from bot.core.turn import HandoffRequest, Turn

TURN = Turn("telegram:1", "telegram:7", "telegram", "hello", {"public": False})


class FakeRasa:
    """Rasa's side of the contract; answers as told."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.answer: httpx.Response | Exception = httpx.Response(200, json={"replies": []})

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def rasa() -> FakeRasa:
    return FakeRasa()


@pytest.fixture
async def brain(rasa: FakeRasa) -> AsyncIterator[Rasa]:
    found = Rasa("http://rasa.test", "t0ken")
    await found.close()
    found._client = httpx.AsyncClient(
        transport=httpx.MockTransport(rasa),
        base_url="http://rasa.test",
        headers={"Authorization": "Bearer t0ken"},
    )
    yield found
    await found.close()


async def test_a_turn_is_put_as_the_contract_says(brain: Rasa, rasa: FakeRasa) -> None:
    rasa.answer = httpx.Response(200, json={"replies": [{"recipient_id": "telegram:1", "text": "hi"}]})
    assert [reply.content.text for reply in await brain.turn(TURN)] == ["hi"]
    [request] = rasa.requests
    assert request.url.path == "/webhooks/frontdesk/turn"
    assert request.headers["authorization"] == "Bearer t0ken"
    assert b'"message_id":"telegram:7"' in request.content.replace(b": ", b":")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("cut off"),
        httpx.Response(503, json={}),
        httpx.Response(401, json={}),
        httpx.Response(500, text="oops"),
        httpx.Response(200, text="not json"),
        httpx.Response(200, json=["not", "an", "object"]),
        httpx.Response(200, json={"replys": []}),
    ],
)
async def test_whatever_keeps_rasa_from_answering_means_try_again(
    brain: Rasa, rasa: FakeRasa, answer: httpx.Response | Exception
) -> None:
    rasa.answer = answer
    with pytest.raises(TryAgain):
        await brain.turn(TURN)


async def test_no_reply_is_an_answer_too(brain: Rasa) -> None:
    assert await brain.turn(TURN) == []


def test_words_buttons_and_images() -> None:
    reply = to_reply(
        {
            "text": "choose",
            "image": "https://shop.example/a.png",
            "buttons": [{"title": "Yes", "payload": "/affirm"}, {"payload": "/untitled"}],
            "quick_replies": [{"title": "No", "payload": "/deny", "content_type": "text"}],
        }
    )
    assert reply.content == Content(
        "choose",
        buttons=(Button("Yes", "/affirm"), Button("No", "/deny")),
        attachments=(Attachment("photo", url="https://shop.example/a.png"),),
    )


def test_a_handoff_is_a_typed_payload() -> None:
    wish = {"reason": "misunderstood", "summary": "s", "priority": "high", "team": None}
    reply = to_reply({"custom": {"handoff": wish}})
    assert reply.handoff == HandoffRequest("misunderstood", "s", "high", "")
    assert reply.content == Content()


def test_action_results_and_facts_are_for_agents_only() -> None:
    done = {"action": {"name": "action_look_up_order", "result": "no match"}, "facts": {"verified": False}}
    reply = to_reply({"custom": done})
    assert reply.action == "action_look_up_order — no match"
    assert reply.facts == {"verified": False}
    assert reply.content == Content()


def test_other_custom_payloads_are_passed_on() -> None:
    assert to_reply({"custom": {"blocks": [1]}}).content.custom == {"blocks": [1]}


@pytest.mark.parametrize("custom", [None, "text", 7, [], {"handoff": "yes"}, {"facts": [1]}])
def test_nonsense_in_custom_breaks_nothing(custom: object) -> None:
    reply = to_reply({"text": "hi", "custom": custom})
    assert reply.content.text == "hi"
    assert reply.handoff is None
